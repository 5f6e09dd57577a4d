/**
 * The printer: a program that reads a PDF from standard input and exits with 0 when the print is on its way. Where it is CUPS, the print
 * is followed until it is over: what waits for paper has not come out.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { isOfCups, PrintQueue, type StopReason } from './printQueue.js';

export type PrintProblem = 'missing' | 'refused' | 'timeout' | StopReason;

/** The PDF probably did not reach a printer. */
export class PrintError extends Error {
  override readonly name = 'PrintError';
  constructor(
    readonly problem: PrintProblem,
    /** The program’s own last words, its exit code, or why it could not be started. */
    readonly detail: string,
  ) {
    super(`${problem}: ${detail}`);
  }
}

export interface PrintCommand {
  readonly command: readonly string[];
  readonly timeoutMs: number;
}

const lastWordsLength = 200;
/** How often CUPS is asked, and for how long a print may be under way. */
const followed = { everyMs: 1_000, longestMs: 15 * 60_000 };

export interface Following {
  readonly everyMs: number;
  readonly longestMs: number;
  /** Takes the print back: the gateway stops. */
  readonly stop: AbortSignal;
}

/**
 * Resolves when it is printed; where the print command is not one of CUPS, when the program has taken it.
 * @param pdf the caller keeps it
 * @throws {PrintError} nothing will come out any more
 */
export async function print(command: PrintCommand, pdf: Uint8Array, following: Partial<Following> = {}): Promise<void> {
  const answer = await handOver(command, pdf);
  const job = /^request id is (\S+)/m.exec(answer)?.[1];
  if (job !== undefined && isOfCups(command.command)) {
    await untilPrinted(new PrintQueue(command.command), job, { ...followed, ...following });
  }
}

/** Takes the print back when the printer has stopped: otherwise it would come out later, uncounted. */
async function untilPrinted(
  queue: PrintQueue,
  job: string,
  { everyMs, longestMs, stop }: typeof followed & Partial<Following>,
): Promise<void> {
  const limit = AbortSignal.timeout(longestMs);
  let before: StopReason | null = null;
  while (!limit.aborted && stop?.aborted !== true) {
    const outcome = await queue.outcome(job, limit);
    if (outcome === 'printed') return;
    if (outcome === 'notPrinted') throw new PrintError('refused', job);
    const state = await queue.state(limit);
    const reason = state.kind === 'stopped' ? state.reason : null;
    // Twice the same: a printer may say so for a moment while it changes its tray.
    if (state.kind === 'stopped' && reason === before) return takeBack(queue, job, state.reason, state.detail);
    before = reason;
    await pause(everyMs, undefined, { signal: stop }).catch(() => undefined);
  }
  return takeBack(queue, job, 'timeout', job);
}

/** Shorter than systemd waits for the service to stop. */
const longestTakingBackMs = 15_000;

async function takeBack(queue: PrintQueue, job: string, problem: PrintProblem, detail: string): Promise<void> {
  const signal = AbortSignal.timeout(longestTakingBackMs);
  const isBack = await queue.cancel(job, signal);
  // It may have come out at the last moment.
  if (!isBack && (await queue.outcome(job, signal)) === 'printed') return;
  throw new PrintError(isBack ? problem : 'timeout', isBack ? detail : job);
}

/** @returns what the program said on its standard output */
async function handOver({ command, timeoutMs }: PrintCommand, pdf: Uint8Array): Promise<string> {
  const [program = '', ...args] = command;
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true, env });
  let said = '';
  let answer = '';
  child.stdout.on('data', (chunk: Buffer) => (answer = (answer + chunk.toString()).slice(-lastWordsLength)));
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-lastWordsLength)));
  // A program may stop reading early; its exit code decides.
  child.stdin.on('error', () => undefined);
  const late = new AbortController();
  const limit = setTimeout(() => {
    late.abort();
    killGroup(child.pid);
  }, timeoutMs);
  try {
    child.stdin.end(pdf);
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    if (late.signal.aborted) throw new PrintError('timeout', program);
    if (code !== 0) throw new PrintError('refused', lastLine(said) ?? String(code ?? signal));
    return answer;
  } catch (error) {
    if (error instanceof PrintError) throw error;
    throw new PrintError('missing', program);
  } finally {
    clearTimeout(limit);
  }
}

/** Ends the program with its own children, which would otherwise keep its output open. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

function lastLine(said: string): string | undefined {
  return said.trim().split('\n').at(-1)?.replaceAll(/\p{C}/gu, '?') || undefined;
}

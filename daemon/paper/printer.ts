/**
 * The printer: a program that reads a PDF from standard input and exits with 0 when the print is on its way. Where it is CUPS, the print
 * is followed until it is over: what waits for paper has not come out.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { withAnySignal } from '../../base/anySignal.js';
import { isOfCups, PrintQueue, type StopReason } from './printQueue.js';

export type PrintProblem = 'missing' | 'refused' | 'timeout' | StopReason;

/** The print came to nothing, and nothing more comes out of the printer. Of a taken print, a part may have come out. */
export class PrintError extends Error {
  override readonly name = 'PrintError';
  constructor(
    readonly problem: PrintProblem,
    /** The program’s own last words, its exit code, or why it could not be started. */
    readonly detail: string,
    /** CUPS had taken it: pages that left the printer before are not known. */
    readonly wasTaken = false,
  ) {
    super(`${problem}: ${detail}`);
  }
}

/** Whether the print came out, wholly or partly, only a person at the printer can see. */
export class PrintDoubtError extends Error {
  override readonly name = 'PrintDoubtError';
}

export interface PrintCommand {
  readonly command: readonly string[];
  readonly timeoutMs: number;
}

const lastWordsLength = 200;

/** How a print that CUPS has taken is followed. */
export interface Following {
  /** How often CUPS is asked. */
  readonly everyMs: number;
  readonly longestMs: number;
  /** For how long a printer may report an error: a tray is changed, paper is added. */
  readonly errorMs: number;
  /** For how long it may report a warning, with which it may still print. */
  readonly warningMs: number;
  /** How long the print program may go on after a stop, so that the print has a name by which it is taken back. */
  readonly stopMs: number;
}

/** How long a print may take: a slow printer sets four pages a minute, and the first one may have to wait for others. */
export function longestMsFor(letters: number): number {
  return Math.max(15 * 60_000, letters * 15_000);
}

const usual: Following = {
  everyMs: 1_000,
  longestMs: longestMsFor(1),
  errorMs: 20_000,
  warningMs: 300_000,
  stopMs: 5_000,
};

/**
 * Resolves when it is printed; where the print command is not one of CUPS, when the program has taken it.
 * @param pdf the caller keeps it
 * @param stop takes the print back: the gateway stops
 * @throws {PrintError}
 * @throws {PrintDoubtError} the program took too long with all of it, it was purged, it could not be taken back, or `stop` took it back
 */
export async function print(
  command: PrintCommand,
  pdf: Uint8Array,
  { stop, ...following }: Partial<Following> & { readonly stop?: AbortSignal } = {},
): Promise<void> {
  const times = { ...usual, ...following };
  const answer = await handOver(command, pdf, { stop, stopMs: times.stopMs });
  const job = /^request id is (\S+)/m.exec(answer)?.[1];
  if (job === undefined || !isOfCups(command.command)) return;
  const signals = [AbortSignal.timeout(times.longestMs), ...(stop === undefined ? [] : [stop])];
  const queue = new PrintQueue(command.command);
  const problem = await withAnySignal(signals, (limit) => untilPrinted(queue, job, times, limit));
  if (problem !== null) await takeBack(queue, job, problem, stop?.aborted === true);
}

/**
 * @param limit ends the waiting
 * @returns null: it is printed; otherwise why the print has to be taken back, because it would come out later, uncounted
 * @throws {PrintError} it was cancelled at the printer @throws {PrintDoubtError} it was purged
 */
async function untilPrinted(
  queue: PrintQueue,
  job: string,
  times: Following,
  limit: AbortSignal,
): Promise<PrintError | null> {
  // Since when the printer has been stopped, by an error or by warnings alone.
  let since = Infinity;
  let isError = false;
  while (!limit.aborted) {
    const outcome = await queue.outcome(job, limit);
    if (outcome === 'printed') return null;
    if (outcome === 'unknown') throw new PrintDoubtError(`${job} was purged from the queue`);
    if (outcome === 'notPrinted') throw new PrintError('refused', job, true);
    const state = await queue.state(limit);
    if (state.kind !== 'stopped') {
      since = Infinity;
    } else {
      if (since === Infinity || isError !== state.isError) [since, isError] = [performance.now(), state.isError];
      const patience = isError ? times.errorMs : times.warningMs;
      if (performance.now() - since >= patience) return new PrintError(state.reason, state.detail, true);
    }
    await pause(times.everyMs, undefined, { signal: limit }).catch(() => undefined);
  }
  return new PrintError('timeout', job, true);
}

/** Shorter than systemd waits for the service to stop. */
const longestTakingBackMs = 15_000;

/**
 * Resolves when it was printed after all, at the last moment.
 * @param isStop nobody watches the printer for this process, and a part of the print may be out
 * @throws {PrintError} `problem` @throws {PrintDoubtError}
 */
async function takeBack(queue: PrintQueue, job: string, problem: PrintError, isStop: boolean): Promise<void> {
  const signal = AbortSignal.timeout(longestTakingBackMs);
  const isCancelled = await queue.cancel(job, signal);
  const outcome = isCancelled ? 'notPrinted' : await queue.outcome(job, signal);
  if (outcome === 'printed') return;
  if (outcome === null || outcome === 'unknown')
    throw new PrintDoubtError(`${job} could not be taken back`, { cause: problem });
  if (isStop) throw new PrintDoubtError(`${job} was taken back because the gateway stops`, { cause: problem });
  throw problem;
}

interface Stopping {
  readonly stop: AbortSignal | undefined;
  readonly stopMs: number;
}

/**
 * @returns what the program said on its standard output
 * @throws {PrintError} @throws {PrintDoubtError} it was ended and had the whole PDF, so that the print may be on its way
 */
async function handOver(
  { command, timeoutMs }: PrintCommand,
  pdf: Uint8Array,
  { stop, stopMs }: Stopping,
): Promise<string> {
  if (stop?.aborted === true) throw new PrintDoubtError('it has not left: the gateway stops');
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
  const end = (): void => {
    late.abort();
    killGroup(child.pid);
  };
  const limits = [setTimeout(end, timeoutMs)];
  const hurry = (): void => {
    limits.push(setTimeout(end, stopMs));
  };
  stop?.addEventListener('abort', hurry);
  try {
    child.stdin.end(pdf);
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    if (code === 0) return answer;
    if (!late.signal.aborted) throw new PrintError('refused', lastLine(said) ?? String(code ?? signal));
    if (child.stdin.writableFinished) throw new PrintDoubtError(`${program} was ended when it had the whole print`);
    throw new PrintError('timeout', program);
  } catch (error) {
    if (error instanceof PrintError || error instanceof PrintDoubtError) throw error;
    throw new PrintError('missing', program);
  } finally {
    stop?.removeEventListener('abort', hurry);
    for (const limit of limits) clearTimeout(limit);
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

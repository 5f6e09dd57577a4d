/** The printer: a program that reads a PDF from standard input and exits with 0 when the print is on its way. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export type PrintProblem = 'missing' | 'refused' | 'timeout';

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

/** @param pdf the caller keeps it @throws {PrintError} */
export async function print({ command, timeoutMs }: PrintCommand, pdf: Uint8Array): Promise<void> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'], detached: true });
  let said = '';
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
  return (
    said
      .trim()
      .split('\n')
      .at(-1)
      ?.replaceAll(/[^\x20-\x7e]/g, '?') || undefined
  );
}

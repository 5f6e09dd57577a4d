/** Other programs of this machine, each run to its end. */
import { execFile } from 'node:child_process';

export interface ProgramResult {
  /** null: it was ended by a signal, took too long, or wrote too much. */
  readonly status: number | null;
  /** Both streams. */
  readonly output: string;
}

export interface ProgramOptions {
  /** Ends the program. */
  readonly signal?: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
}

/** The history of a printer may be long. */
const limits = { timeout: 30_000, maxBuffer: 16 << 20 };

/**
 * Runs a program to its end, in the C locale.
 * @returns null when there is no such program, or it may not be run
 */
export function runProgram(
  program: string,
  args: readonly string[],
  { signal, env }: ProgramOptions = {},
): Promise<ProgramResult | null> {
  const options = { ...limits, env: { ...process.env, LC_ALL: 'C.UTF-8', ...env }, ...(signal && { signal }) };
  return new Promise((resolve) => {
    execFile(program, [...args], options, (error, stdout, stderr) => {
      const output = stdout + stderr;
      if (error === null) resolve({ status: 0, output });
      else if (error.code === 'ENOENT' || error.code === 'EACCES') resolve(null);
      else resolve({ status: typeof error.code === 'number' ? error.code : null, output });
    });
  });
}

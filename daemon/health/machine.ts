/** Access to programs, files and processes of the machine. Nothing here throws because something does not exist. */
import { execFile } from 'node:child_process';
import { access, readdir, readFile } from 'node:fs/promises';

export interface ProgramResult {
  /** null: it was ended by a signal. */
  readonly status: number | null;
  /** Both streams. */
  readonly output: string;
}

/**
 * Runs a program to its end, in the C locale.
 * @returns null when there is no such program, or it may not be run
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly signal?: AbortSignal; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<ProgramResult | null> {
  return new Promise((resolve) => {
    const env = { ...process.env, LC_ALL: 'C.UTF-8', ...options.env };
    const limits = { timeout: 30_000, maxBuffer: 4 * 1024 * 1024, ...(options.signal && { signal: options.signal }) };
    execFile(program, [...args], { env, ...limits }, (error, stdout, stderr) => {
      const output = stdout + stderr;
      if (error === null) resolve({ status: 0, output });
      else if (error.code === 'ENOENT' || error.code === 'EACCES') resolve(null);
      else resolve({ status: typeof error.code === 'number' ? error.code : null, output });
    });
  });
}

/** @returns null when the file does not exist, or may not be read */
export async function readTextFile(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

/** @returns an empty list when the folder does not exist, or may not be read */
export async function listFolder(path: string): Promise<readonly string[]> {
  return readdir(path).catch(() => []);
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Is systemd the service manager of this machine? (sd_booted(3)) */
export function hasSystemd(): Promise<boolean> {
  return exists('/run/systemd/system');
}

/** The command line of a process; empty when there is none, or it may not be read. */
export async function commandOf(pid: number): Promise<string> {
  return ((await readTextFile(`/proc/${pid}/cmdline`)) ?? '').replaceAll('\0', ' ').trim();
}

/** Was the operation refused because of this process's user or sandbox? */
export function isNotAllowed(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
}

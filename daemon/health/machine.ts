/** Access to files and processes of the machine. Nothing here throws because something does not exist. */
import { access, readdir, readFile } from 'node:fs/promises';

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

/** The spool folder, from which another system takes letters, e.g. a machine that prints and folds them. */
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The file could not be written to the folder. */
export class SpoolError extends Error {
  override readonly name = 'SpoolError';
  /** The operating system's code, e.g. `ENOSPC`. */
  readonly detail: string;
  constructor(cause: unknown) {
    const detail = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown';
    super(`the letters could not be written: ${detail}`, { cause });
    this.detail = detail;
  }
}

/** Unfinished files have hidden names, so that the other system does not take them. */
const unfinished = /^\.letters-.*\.part$/;

const unfinishedOf = (name: string): string => `.${name}.part`;

/**
 * Writes a file completely or not at all, readable by its owner only; it is on the disk when the promise resolves.
 * @param file `letters-….pdf` in the folder @param content the caller keeps it
 * @param whole called when the file is written, before it gets its visible name; `appeared` then finds out whether it got it
 * @throws {SpoolError}
 */
export async function spool(file: string, content: Uint8Array, whole: () => Promise<void>): Promise<void> {
  const folder = dirname(file);
  const temporary = join(folder, unfinishedOf(basename(file)));
  try {
    const written = await open(temporary, 'wx', 0o600);
    try {
      await written.writeFile(content);
      await written.sync();
    } finally {
      await written.close();
    }
    await syncFolder(folder);
    await whole();
    await rename(temporary, file);
    await syncFolder(folder);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new SpoolError(cause);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const directory = await open(folder);
  await directory.sync().finally(() => directory.close());
}

/**
 * Did a file that was completely written when the gateway ended get its visible name? The other system may have taken it since;
 * in both cases its hidden name does not exist any more. @throws {SpoolError} the folder cannot be read
 */
export async function appeared(file: string): Promise<boolean> {
  try {
    return !(await readdir(dirname(file))).includes(unfinishedOf(basename(file)));
  } catch (cause) {
    throw new SpoolError(cause);
  }
}

/** Removes unfinished files of an interrupted gateway. They hold secrets, and no other program removes them. @throws {SpoolError} */
export async function clearUnfinished(folder: string): Promise<void> {
  try {
    for (const name of await readdir(folder)) {
      if (unfinished.test(name)) await rm(join(folder, name));
    }
  } catch (cause) {
    throw new SpoolError(cause);
  }
}

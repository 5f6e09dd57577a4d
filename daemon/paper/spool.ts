/** The spool folder: something else takes letters out of it, e.g. a machine that prints and folds them. */
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The file is not in the folder. */
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

/** Hidden from what empties the folder. */
const unfinished = /^\.letters-.*\.part$/;

const unfinishedOf = (name: string): string => `.${name}.part`;

/**
 * Whole or not at all, on the disk when the promise resolves, and for its owner only.
 * @param file `letters-….pdf` in the folder @param content lent
 * @param whole it is written and about to appear: `appeared` tells afterwards whether it did
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
 * Of a file that was whole when the gateway ended: did it appear in the folder? What empties the folder may have it already, but
 * then its hidden name is gone too. @throws {SpoolError} the folder cannot be read
 */
export async function appeared(file: string): Promise<boolean> {
  try {
    return !(await readdir(dirname(file))).includes(unfinishedOf(basename(file)));
  } catch (cause) {
    throw new SpoolError(cause);
  }
}

/** Removes what a gateway that ended in the middle left: it holds secrets, and nobody else would. @throws {SpoolError} */
export async function clearUnfinished(folder: string): Promise<void> {
  try {
    for (const name of await readdir(folder)) {
      if (unfinished.test(name)) await rm(join(folder, name));
    }
  } catch (cause) {
    throw new SpoolError(cause);
  }
}

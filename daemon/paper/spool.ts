/** The spool folder: something else takes letters out of it, e.g. a machine that prints and folds them. */
import { open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

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

/**
 * Whole or not at all, on the disk when the promise resolves, and for its owner only.
 * @param name `letters-….pdf` @param content lent
 * @throws {SpoolError}
 */
export async function spool(folder: string, name: string, content: Uint8Array): Promise<void> {
  const temporary = join(folder, `.${name}.part`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(folder, name));
    const directory = await open(folder);
    await directory.sync().finally(() => directory.close());
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
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

/**
 * Files in a folder whose owner may be another user than the one who runs this program. Root's commands work in the folder of the
 * service user, who can put a symbolic link there at any moment. So no function here follows one, and owner and mode are set on the
 * open file, never by its name.
 */
import { constants } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** What has this name is a symbolic link, or no regular file. */
export class NotPlainError extends Error {
  override readonly name = 'NotPlainError';
  constructor(readonly file: string) {
    super(`${file} is no plain file`);
  }
}

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY } = constants;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null);

async function openFor<T>(file: string, flags: number, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  let handle: FileHandle;
  try {
    // A pipe without a writer would hold the call for ever.
    handle = await open(file, flags | O_NOFOLLOW | O_NONBLOCK, 0o600);
  } catch (error) {
    if (codeOf(error) === 'ELOOP') throw new NotPlainError(file);
    throw error;
  }
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

async function requireRegular(handle: FileHandle, file: string): Promise<void> {
  if (!(await handle.stat()).isFile()) throw new NotPlainError(file);
}

/** @returns null when there is none @throws {NotPlainError} */
export async function readPlain(file: string): Promise<Buffer | null> {
  try {
    return await openFor(file, O_RDONLY, async (handle) => {
      await requireRegular(handle, file);
      return handle.readFile();
    });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Opens an existing file for reading. @throws {NotPlainError} */
export function usePlain<T>(file: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  return openFor(file, O_RDONLY, async (handle) => {
    await requireRegular(handle, file);
    return use(handle);
  });
}

/** Calls `write` with a new file of mode 0600. What had the name before is removed. */
export async function createPlain(file: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  await rm(file, { force: true });
  await openFor(file, O_WRONLY | O_CREAT | O_EXCL, write);
}

/**
 * Replaces a file in one step by one of mode 0600 that is complete and on the disk.
 * @param owner null: whoever runs this program
 */
export async function replacePlain(file: string, content: string | Uint8Array, owner: Owner | null): Promise<void> {
  await createPlain(`${file}.new`, async (handle) => {
    await handle.writeFile(content);
    if (owner !== null) await handle.chown(owner.uid, owner.gid);
    await handle.sync();
  });
  await rename(`${file}.new`, file);
}

/** @throws {NotPlainError} also when the file has a second name: then it may be another user's */
export function setOwner(file: string, { uid, gid }: Owner): Promise<void> {
  return openFor(file, O_RDONLY, async (handle) => {
    await requireRegular(handle, file);
    const { nlink, uid: present } = await handle.stat();
    if (nlink > 1 && present !== uid) throw new NotPlainError(file);
    await handle.chown(uid, gid);
  });
}

/** Sets the mode of a file or a folder. @throws {NotPlainError} */
export function setMode(path: string, mode: number): Promise<void> {
  return openFor(path, O_RDONLY, (handle) => handle.chmod(mode));
}

/** Gives a folder to its owner. @param use is called with an address of the folder that stays the same when its name changes */
export function withFolder(
  folder: string,
  { uid, gid }: Owner,
  use: (address: string) => Promise<void>,
): Promise<void> {
  return openFor(folder, O_RDONLY | O_DIRECTORY, async (handle) => {
    await handle.chown(uid, gid);
    await use(`/proc/self/fd/${handle.fd}`);
  });
}

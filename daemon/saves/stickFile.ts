/** One file on a stick. What is on the stick is not trusted: nothing but a regular file is opened, and nothing of it is replaced. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY } = constants;

export interface SavedFile {
  readonly name: string;
  readonly content: Uint8Array;
}

export interface Written {
  readonly name: string;
  /** false: the same file was there before, and is not removed when another one fails. */
  readonly isNew: boolean;
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Writes one file. An identical file is left as it is; beside a different one of this name the new file gets a number. */
export async function writeStickFile(directory: string, { name, content }: SavedFile): Promise<Written> {
  const [stem, extension] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.'))];
  for (let copy = 1; ; copy++) {
    const candidate = copy === 1 ? name : `${stem} (${copy})${extension}`;
    const path = join(directory, candidate);
    const present = await compare(path, content);
    if (present === 'same') return { name: candidate, isNew: false };
    if (present === 'other') continue;
    await writeWhole(path, content);
    return { name: candidate, isNew: true };
  }
}

/** A file that is begun has a name that nobody else chose, and gets its own when it is complete and on the disk. */
async function writeWhole(path: string, content: Uint8Array): Promise<void> {
  const part = `${path}.${randomBytes(6).toString('hex')}.part`;
  const handle = await open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_NONBLOCK);
  try {
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Only a regular file of the right size is read: no huge file, no pipe, no link out of the stick. */
async function compare(path: string, content: Uint8Array): Promise<'free' | 'same' | 'other'> {
  const found = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return 'free';
  if (!found.isFile() || found.size !== content.length) return 'other';
  // It may be another one by now, and opening a pipe waits for whoever writes to it.
  const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const { size } = await handle.stat();
    const isSame = size === content.length && Buffer.compare(await handle.readFile(), content) === 0;
    return isSame ? 'same' : 'other';
  } finally {
    await handle.close();
  }
}

/** What fsync(2) answers where folders cannot be synchronised, as in many file systems in user space. The files are on the disk then. */
const notOffered = ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** Makes the names in a folder durable, where its file system can. */
export async function syncFolder(directory: string): Promise<void> {
  const handle = await open(directory, O_RDONLY | O_DIRECTORY);
  try {
    await handle.sync();
  } catch (error) {
    if (!notOffered.includes(codeOf(error))) throw error;
  } finally {
    await handle.close();
  }
}

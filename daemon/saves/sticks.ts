/** USB sticks: finds the mounted one, and writes files to it durably, so that it can be pulled at once. */
import { constants } from 'node:fs';
import { lstat, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure } from '../contract/failures/failure.js';

export interface Stick {
  /** Where it is mounted. */
  readonly directory: string;
  /** Its name for people: the last part of that path. */
  readonly label: string;
  /** Device number, `major:minor`, as long as it is mounted. */
  readonly device: string;
}

export interface SavedFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/**
 * Mount points directly below the folders, or one level deeper (`/media/user/STICK`), that may be written to.
 * @param mountInfo /proc/self/mountinfo (proc(5))
 */
export function sticksIn(mountInfo: string, folders: readonly string[]): Stick[] {
  return mountInfo.split('\n').flatMap((line) => {
    const [, , device, , place, options] = line.split(' ');
    if (device === undefined || place === undefined) return [];
    const directory = place.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
    const readOnly = options?.split(',').includes('ro') === true;
    const below = folders.some((folder) => {
      const rest = directory.startsWith(`${folder}/`) ? directory.slice(folder.length + 1) : '';
      return rest !== '' && rest.split('/').length <= 2;
    });
    return below && !readOnly ? [{ directory, label: basename(directory), device }] : [];
  });
}

export class Sticks {
  readonly #folders: readonly string[];
  readonly #changed: () => void;
  #present: Stick | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(folders: readonly string[], changed: () => void) {
    this.#folders = folders;
    this.#changed = changed;
  }

  /** Polls the mounts. The kernel reports changes through poll(2) only, which Node does not offer for files. */
  async start(everyMs: number): Promise<void> {
    await this.look();
    // A failed look, e.g. when no more files may be open, is ignored; the next one follows.
    this.#timer = setInterval(() => void this.look().catch(() => undefined), everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The stick that files are saved to; null: there is none. */
  get stick(): Stick | null {
    return this.#present;
  }

  /** Looks for the stick now. */
  async look(): Promise<Stick | null> {
    const before = this.#present;
    this.#present = sticksIn(await readFile('/proc/self/mountinfo', 'utf8'), this.#folders).at(-1) ?? null;
    if (before?.directory !== this.#present?.directory || before?.device !== this.#present?.device) this.#changed();
    return this.#present;
  }

  /**
   * Writes every file under a free name; they are durable when the promise resolves. When one fails, the others are removed.
   * @returns the stick and the names
   * @throws {Failure} `save.write.noStick`, `save.write.stickGone`, `save.write.stickFull`, `save.write.readOnly`
   */
  async write(files: readonly SavedFile[]): Promise<{ readonly stick: Stick; readonly names: readonly string[] }> {
    const stick = await this.look();
    if (stick === null) throw new Failure('save.write.noStick');
    const written: Written[] = [];
    try {
      for (const file of files) written.push(await writeFile(stick, file));
      await syncFolder(stick.directory);
      await checkMounted(stick);
    } catch (error) {
      const begun = written.filter(({ isNew }) => isNew).map(({ name }) => join(stick.directory, name));
      await Promise.all(begun.map((path) => rm(path, { force: true }).catch(() => undefined)));
      throw stickFailure(error, stick);
    }
    return { stick, names: written.map(({ name }) => name) };
  }
}

/** The mount folder of a pulled stick remains on the machine's own disk, and nothing may be written there. */
async function checkMounted({ directory, device }: Stick): Promise<void> {
  const { dev } = await stat(directory, { bigint: true });
  const [major, minor] = [((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn), (dev & 0xffn) | ((dev >> 12n) & ~0xffn)];
  if (`${major}:${minor}` !== device) throw notMounted();
}

function notMounted(): NodeJS.ErrnoException {
  return Object.assign(new Error('the stick is not mounted any more'), { code: 'ENODEV' });
}

interface Written {
  readonly name: string;
  /** false: the same file was there before, and is not removed when another one fails. */
  readonly isNew: boolean;
}

/**
 * Compares what exists under this path. The content of the stick is not trusted: only a regular file of the right size is opened,
 * so that no huge file, no pipe, and no link out of the stick is read.
 */
async function compare(path: string, content: Uint8Array): Promise<'free' | 'same' | 'other'> {
  const found = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return 'free';
  if (!found.isFile() || found.size !== content.length) return 'other';
  return Buffer.compare(await readFile(path), content) === 0 ? 'same' : 'other';
}

/** Writes one file. An identical file is left as it is; beside a different one of this name the new file gets a number. */
async function writeFile(stick: Stick, { name, content }: SavedFile): Promise<Written> {
  await checkMounted(stick);
  const [stem, extension] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.'))];
  for (let copy = 1; ; copy++) {
    const candidate = copy === 1 ? name : `${stem} (${copy})${extension}`;
    const path = join(stick.directory, candidate);
    const present = await compare(path, content);
    if (present === 'same') return { name: candidate, isNew: false };
    if (present === 'other') continue;
    const part = `${path}.part`;
    try {
      const handle = await open(
        part,
        constants.O_CREAT | constants.O_TRUNC | constants.O_WRONLY | constants.O_NOFOLLOW,
      );
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(part, path);
      return { name: candidate, isNew: true };
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined);
      throw error;
    }
  }
}

async function syncFolder(directory: string): Promise<void> {
  const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function stickFailure(error: unknown, { label }: Stick): unknown {
  const because = { cause: error };
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Failure('save.write.stickFull', { label }, because);
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new Failure('save.write.readOnly', { label }, because);
    case 'ENODEV':
    case 'ENXIO':
    case 'EIO':
    case 'ENOENT':
    case 'ENOTCONN':
    case 'ESTALE':
      return new Failure('save.write.stickGone', { label }, because);
    default:
      return error;
  }
}

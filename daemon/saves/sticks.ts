/** USB sticks: finds the mounted one, and writes files to it durably, so that it can be pulled at once. */
import { readFile, rm, stat, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure } from '../contract/failures/failure.js';
import { codeOf, syncFolder, writeStickFile, type SavedFile, type Written } from './stickFile.js';

export type { SavedFile } from './stickFile.js';

export interface Stick {
  /** Where it is mounted. */
  readonly directory: string;
  /** Its name for people: the last part of that path. */
  readonly label: string;
  /** Device number, `major:minor`, as long as it is mounted. */
  readonly device: string;
  /** It is write-protected. */
  readonly readOnly: boolean;
}

/** File systems of discs and of images: they are read-only by nature, and no write-protected stick. */
const discs = ['iso9660', 'udf', 'squashfs', 'erofs'];

/**
 * Mount points directly below the folders, or one level deeper (`/media/user/STICK`).
 * @param mountInfo /proc/self/mountinfo (proc(5))
 */
export function sticksIn(mountInfo: string, folders: readonly string[]): Stick[] {
  return mountInfo.split('\n').flatMap((line) => {
    const [, , device, , place, options] = line.split(' ');
    if (device === undefined || place === undefined) return [];
    const directory = place.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
    const [fileSystem = '', , superOptions = ''] = line.slice(line.indexOf(' - ') + 3).split(' ');
    const readOnly = [...(options ?? '').split(','), ...superOptions.split(',')].includes('ro');
    const below = folders.some((folder) => {
      const rest = directory.startsWith(`${folder}/`) ? directory.slice(folder.length + 1) : '';
      return rest !== '' && rest.split('/').length <= 2;
    });
    if (!below || (readOnly && discs.includes(fileSystem))) return [];
    return [{ directory, label: basename(directory), device, readOnly }];
  });
}

/**
 * The partition to save to: of those that can be written to the largest, because a stick may have small ones for starting a computer.
 * Of two that are equal, the later one.
 * @param sizeOf in bytes
 */
export async function chosenOf(
  sticks: readonly Stick[],
  sizeOf: (stick: Stick) => Promise<bigint> = sizeOfStick,
): Promise<Stick | null> {
  const writable = sticks.filter(({ readOnly }) => !readOnly);
  const candidates = writable.length > 0 ? writable : sticks;
  if (candidates.length <= 1) return candidates[0] ?? null;
  const sized = await Promise.all(candidates.map(async (stick) => ({ stick, size: await sizeOf(stick) })));
  return sized.reduce((best, next) => (next.size >= best.size ? next : best)).stick;
}

/** 0 when it was pulled meanwhile. */
async function sizeOfStick({ directory }: Stick): Promise<bigint> {
  const answer = await statfs(directory, { bigint: true }).catch(() => null);
  return answer === null ? 0n : answer.blocks * answer.bsize;
}

export class Sticks {
  readonly #folders: readonly string[];
  readonly #changed: () => void;
  #present: Stick | null = null;
  /** The partitions of which it was chosen, as text: they are asked for their sizes only when they change. */
  #known = '';
  #looking = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(folders: readonly string[], changed: () => void) {
    this.#folders = folders;
    this.#changed = changed;
  }

  /** Polls the mounts. The kernel reports changes through poll(2) only, which Node does not offer for files. */
  async start(everyMs: number): Promise<void> {
    await this.look();
    // A failed look, e.g. when no more files may be open, is ignored; the next one follows.
    this.#timer = setInterval(() => void this.#lookAgain(), everyMs);
  }

  /** Skips a turn while the one before it waits for a stick that does not answer. */
  async #lookAgain(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    await this.look().catch(() => undefined);
    this.#looking = false;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The stick that files are saved to; a write-protected one when there is no other; null: there is none. */
  get stick(): Stick | null {
    return this.#present;
  }

  /** Looks for the stick now. */
  async look(): Promise<Stick | null> {
    const before = this.#present;
    const sticks = sticksIn(await readFile('/proc/self/mountinfo', 'utf8'), this.#folders);
    const known = JSON.stringify(sticks);
    if (known === this.#known) return this.#present;
    this.#present = await chosenOf(sticks);
    this.#known = known;
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
    if (stick.readOnly) throw new Failure('save.write.readOnly', { label: stick.label });
    const written: Written[] = [];
    try {
      for (const file of files) {
        await checkMounted(stick);
        written.push(await writeStickFile(stick.directory, file));
      }
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

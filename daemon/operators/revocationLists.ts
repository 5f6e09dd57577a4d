/** The CRLs of the staff cards' authorities: from files, or fetched and kept for the time when they cannot be fetched. */
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { timestamp, type Clock } from '../../base/clock.js';
import type { ListReport } from '../../base/pki/revocationReports.js';
import { askLists } from '../../base/pki/revocationThread.js';
import { fetchList, largestListBytes, ListError, type FetchedList } from './revocationFetch.js';
import { keptList, writeFetchState } from './revocationState.js';

export interface RevocationListsParts {
  /** Paths, and addresses that begin with http. */
  readonly sources: readonly string[];
  /** Where fetched lists are kept. */
  readonly directory: string;
  readonly refreshMinutes: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** After a fetch that failed: nobody waits for the next one at each login. */
const pauseAfterFailureMs = 60_000;

export interface ListsAtHand {
  /** Files with lists, DER or PEM; whose they are and whether they are in force is not looked at. */
  readonly files: readonly Uint8Array[];
  /** Is one of the sources left out because it is larger than any list may be? */
  readonly oneTooLarge: boolean;
}

export class RevocationLists {
  readonly #parts: RevocationListsParts;
  /** By address: when the next fetch is due. */
  readonly #due = new Map<string, number>();
  /** By address: a fetch that is under way. */
  readonly #fetching = new Map<string, Promise<boolean>>();

  /** Addresses whose list is larger than any may be. */
  readonly #tooLarge = new Set<string>();

  constructor(parts: RevocationListsParts) {
    this.#parts = parts;
  }

  /** @param authorities X.509 DER: a fetched list has to be one of theirs */
  async all(authorities: readonly Uint8Array[]): Promise<ListsAtHand> {
    const found = await Promise.all(this.#parts.sources.map((source) => this.#list(source, authorities)));
    return {
      files: found.flatMap(({ file }) => (file === null ? [] : [file])),
      oneTooLarge: found.some(({ tooLarge }) => tooLarge),
    };
  }

  async #list(
    source: string,
    authorities: readonly Uint8Array[],
  ): Promise<{ file: Uint8Array | null; tooLarge: boolean }> {
    const isAddress = /^https?:/.test(source);
    const tooLarge = isAddress && (await this.#refresh(source, authorities));
    const path = isAddress ? keptList(this.#parts.directory, source) : source;
    try {
      if ((await stat(path)).size > largestListBytes) throw new ListError('tooLarge', `${path} is too large`);
      return { file: await readFile(path), tooLarge };
    } catch (error) {
      this.#parts.logger.warn({ source, err: error }, 'a revocation list cannot be read');
      return { file: null, tooLarge: tooLarge || (error instanceof ListError && error.problem === 'tooLarge') };
    }
  }

  /** Brings the kept list up to date when it is time to. @returns is what the address gives too large? */
  #refresh(url: string, authorities: readonly Uint8Array[]): Promise<boolean> {
    const running = this.#fetching.get(url);
    if (running !== undefined) return running;
    if (this.#parts.clock.now() < (this.#due.get(url) ?? 0)) return Promise.resolve(this.#tooLarge.has(url));
    const fetching = this.#fetch(url, authorities).finally(() => this.#fetching.delete(url));
    this.#fetching.set(url, fetching);
    return fetching;
  }

  async #fetch(url: string, authorities: readonly Uint8Array[]): Promise<boolean> {
    const { clock, directory, refreshMinutes, logger } = this.#parts;
    const file = keptList(directory, url);
    this.#tooLarge.delete(url);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const state = { url, at: timestamp(clock) };
    try {
      const list = await fetchList(url);
      const nextUpdate = await this.#accept(list, file, authorities);
      await writeFile(`${file}.new`, list.content);
      await rename(`${file}.new`, file);
      this.#due.set(url, clock.now() + refreshMinutes * 60_000);
      await writeFetchState(directory, { ...state, problem: null, foundAt: list.url, nextUpdate });
    } catch (error) {
      const problem = error instanceof ListError ? error.problem : 'unreachable';
      logger.warn({ url, problem, err: error }, 'a revocation list was not taken: the one that is kept stays in force');
      this.#due.set(url, clock.now() + pauseAfterFailureMs);
      if (problem === 'tooLarge') this.#tooLarge.add(url);
      await writeFetchState(directory, { ...state, problem, foundAt: null, nextUpdate: null });
    }
    return this.#tooLarge.has(url);
  }

  /** @returns when it ends @throws {ListError} unless it may take the kept one's place: signed, complete, begun, and not older */
  async #accept({ content }: FetchedList, file: string, authorities: readonly Uint8Array[]): Promise<string | null> {
    const kept = await readFile(file).catch(() => new Uint8Array());
    const { lists, unreadable } = await askLists({ files: [content, kept], authorities, serials: [] });
    const fetched = lists.filter((list) => list.file === 0);
    if (unreadable.includes(0)) throw new ListError('unreadable', 'no revocation list');
    if (fetched.some(({ of }) => of.length === 0)) throw new ListError('foreign', 'signed by none of the authorities');
    if (fetched.some(({ isPlain }) => !isPlain)) throw new ListError('partial', 'not a complete list');
    const now = new Date(this.#parts.clock.now()).toISOString();
    if (fetched.some(({ thisUpdate }) => thisUpdate > now)) throw new ListError('notBegun', 'it begins later');
    for (const before of lists) {
      // A kept list that nobody may rely on protects nothing.
      const counts = before.file !== 0 && before.of.length > 0 && before.isPlain;
      if (!counts || isSucceeded(before, fetched, now)) continue;
      throw new ListError('older', 'older than the one that is kept');
    }
    const ends = fetched.map(({ nextUpdate }) => nextUpdate).filter((end) => end !== null);
    return ends.sort()[0] ?? null;
  }
}

/** Is there a list of the same authority that is not older? One that has ended is not missed. */
function isSucceeded(before: ListReport, fetched: readonly ListReport[], now: string): boolean {
  const successors = fetched.filter(({ of }) => of.some((authority) => before.of.includes(authority)));
  if (successors.length === 0) return before.nextUpdate !== null && before.nextUpdate < now;
  return successors.some(({ number, thisUpdate }) =>
    number !== null && before.number !== null ? number >= before.number : thisUpdate >= before.thisUpdate,
  );
}

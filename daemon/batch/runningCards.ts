/**
 * What runs now: the entries whose cards are being made, each with its job, and what each reader of the line did last. As many entries are
 * in memory as cards are being made, whatever an order's length. The store decides; after a restart this follows from it.
 */
import { entryKey } from '../jobs/entryKey.js';
import type { ReaderView } from '../readers/readerView.js';
import type { BatchEntry } from './batchEntryTable.js';
import type { LastWork, RunningJob } from './tiles.js';

export interface RunningCard {
  readonly entry: BatchEntry;
  /** null: it is just being begun. */
  readonly job: RunningJob | null;
}

/** What a reader of the line has done since the gateway started. */
export interface ReaderSinceStart {
  /** The card in it is being given an entry. */
  readonly isBeginning: boolean;
  /** null: another card may be begun in it. */
  readonly last: LastWork | null;
  readonly issued: number;
  readonly failed: number;
}

const nothingYet: ReaderSinceStart = { isBeginning: false, last: null, issued: 0, failed: 0 };

export class RunningCards {
  readonly #readers: () => readonly ReaderView[];
  /** By the key of the entry's job. */
  readonly #cards = new Map<string, RunningCard>();
  readonly #readerWork = new Map<string, ReaderSinceStart>();

  constructor(readers: () => readonly ReaderView[]) {
    this.#readers = readers;
  }

  add(entry: BatchEntry): void {
    this.#cards.set(entryKey(entry), { entry, job: null });
  }

  remove(entry: BatchEntry): void {
    this.#cards.delete(entryKey(entry));
  }

  get(key: string): RunningCard | null {
    return this.#cards.get(key) ?? null;
  }

  jobChanged(key: string, job: RunningJob): void {
    const before = this.#cards.get(key);
    if (before !== undefined) this.#cards.set(key, { ...before, job });
  }

  readerWork(readerId: string): ReaderSinceStart {
    return this.#readerWork.get(readerId) ?? nothingYet;
  }

  /** The card in the reader is being given an entry, or that is over. */
  setBeginning(readerId: string, isBeginning: boolean): void {
    this.#change(readerId, { isBeginning });
  }

  /** A card of the reader is done. @param last null: that card does not lie in it */
  ended(readerId: string, outcome: LastWork['outcome'], last: LastWork | null): void {
    const before = this.readerWork(readerId);
    this.#change(readerId, { [outcome]: before[outcome] + 1, ...(last && { last }) });
  }

  /** The next card in the reader is another one, whatever pcscd counts. */
  cardRemoved(readerId: string): void {
    this.#change(readerId, { last: null });
  }

  #change(readerId: string, change: Partial<ReaderSinceStart>): void {
    this.#readerWork.set(readerId, { ...this.readerWork(readerId), ...change });
  }

  /** The card whose job holds the reader. */
  inReader({ holder }: ReaderView): RunningCard | null {
    return this.#find((job) => job.id === holder);
  }

  ofCard(cardSerial: string): RunningCard | null {
    return this.#find((job) => job.cardSerial === cardSerial);
  }

  /** The card that was pulled from this reader and lies in no other. */
  pulledFrom(readerId: string): RunningCard | null {
    return this.#find((job) => job.readerId === readerId && this.#isOutside(job));
  }

  /** The entries whose cards were begun and lie in no reader, each with the reason. */
  outside(): readonly BatchEntry[] {
    return [...this.#cards.values()].flatMap(({ entry, job }) =>
      job !== null && this.#isOutside(job) ? [{ ...entry, jobId: job.id, failure: job.failure }] : [],
    );
  }

  #isOutside({ state, cardSerial }: RunningJob): boolean {
    const isThere = this.#readers().some(({ card }) => card?.state === 'known' && card.serial === cardSerial);
    return state === 'waitingForCard' && !isThere;
  }

  #find(isIt: (job: RunningJob) => boolean): RunningCard | null {
    return [...this.#cards.values()].find(({ job }) => job !== null && isIt(job)) ?? null;
  }
}

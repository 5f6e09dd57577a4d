/** The entries whose cards are under way, with their jobs: as many as cards are, whatever an order's length. */
import type { WireJob } from '../contract/messages.js';
import type { ReaderView } from '../readers/readerBoard.js';
import type { BatchEntry } from './batchEntryTable.js';
import { entryKey } from '../jobs/entryKey.js';
import type { LineWork } from './tiles.js';

interface OnItsWay extends LineWork {
  readonly entry: BatchEntry;
}

export class RunningCards {
  readonly #byKey = new Map<string, OnItsWay>();

  constructor(private readonly readers: () => readonly ReaderView[]) {}

  add(entry: BatchEntry): void {
    this.#byKey.set(entryKey(entry), { entry, job: null });
  }

  remove(entry: BatchEntry): void {
    this.#byKey.delete(entryKey(entry));
  }

  get(key: string): OnItsWay | null {
    return this.#byKey.get(key) ?? null;
  }

  jobChanged(key: string, job: WireJob): void {
    const before = this.#byKey.get(key);
    if (before !== undefined) this.#byKey.set(key, { ...before, job });
  }

  /** Of the job that holds the reader. */
  inReader({ holder }: ReaderView): OnItsWay | null {
    return this.#find((job) => job.id === holder);
  }

  ofCard(cardSerial: string): OnItsWay | null {
    return this.#find((job) => job.cardSerial === cardSerial);
  }

  /** Whose card was pulled from this reader and lies in no other. */
  lostIn(readerId: string): OnItsWay | null {
    return this.#find((job) => job.readerId === readerId && this.#isOutside(job));
  }

  /** Whose card was begun and lies in no reader. */
  outside(): readonly OnItsWay[] {
    return [...this.#byKey.values()].filter(({ job }) => job !== null && this.#isOutside(job));
  }

  #isOutside({ state, cardSerial }: WireJob): boolean {
    const isThere = this.readers().some(({ card }) => card?.state === 'known' && card.serial === cardSerial);
    return state === 'waitingForCard' && !isThere;
  }

  #find(isIt: (job: WireJob) => boolean): OnItsWay | null {
    return [...this.#byKey.values()].find(({ job }) => job !== null && isIt(job)) ?? null;
  }
}

/**
 * 批次產線: a blank card in a free reader of the line takes the next entry of the first order that runs, as an ordinary job. Every
 * reader goes its own way: what one waits for (its card, the RA, a person) holds up no other.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { WireJob } from '../contract/messages.js';
import type { Beginning } from '../jobs/beginning.js';
import { Failure } from '../contract/failures/failure.js';
import type { FailureCode } from '../contract/failures/catalogue.js';
import type { Job, JournalEntry } from '../jobs/job.js';
import type { StoredFailure } from '../contract/failures/failure.js';
import { cardOrder } from '../jobs/order.js';
import { isOver } from '../jobs/state.js';
import type { KnownCard, ReaderBoard, ReaderView } from '../readers/readerBoard.js';
import type { BatchEntry, BatchEntryTable } from './batchEntryTable.js';
import type { BatchOrder } from './batchOrderTable.js';
import type { JobTable } from '../jobs/jobTable.js';
import type { Book, Settlement } from './book.js';
import { entryKey } from '../jobs/entryKey.js';
import type { Lights } from './lights.js';
import type { Places } from './places.js';
import { isLastCard, type Supply } from './tiles.js';
import type { UnderWay } from './underWay.js';

export interface LineParts {
  readonly book: Book;
  readonly entries: BatchEntryTable;
  readonly places: Places;
  readonly lights: Lights;
  readonly underWay: UnderWay;
  readonly jobs: Pick<JobTable, 'byIdempotencyKey' | 'journal'>;
  readonly beginning: Pick<Beginning, 'begin'>;
  readonly readers: Pick<ReaderBoard, 'reader' | 'readers'>;
  /** A card of the order may be begun: its RA is there. */
  readonly mayBegin: (order: BatchOrder) => boolean;
  readonly supply: () => Supply;
  readonly wireJob: (job: Job, journal: readonly JournalEntry[]) => WireJob;
  readonly logger: Logger;
  /** A card of the order was begun or settled. */
  readonly orderChanged: (orderId: string) => Promise<void>;
}

/** Between two attempts to write down what became of a card. */
const storePauseMs = 1_000;

/** Somebody else took the reader or the card at this very moment, or exchanged the card: the entry is as good as before. */
const passingFailures: ReadonlySet<FailureCode> = new Set([
  'job.create.readerUnknown',
  'job.create.readerBusy',
  'job.create.readerEmpty',
  'job.create.cardNotRead',
  'card.identify.other',
  'job.create.cardHasOpenJob',
]);

export class Line {
  readonly #background = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(private readonly parts: LineParts) {}

  /** Compares what was under way when the last process ended with the jobs. Those that go on are on their board already. */
  async start(): Promise<void> {
    await this.parts.entries.removeOrphans(null);
    for (const entry of await this.parts.entries.working()) {
      this.parts.underWay.add(entry);
      await this.#compare(entry);
    }
  }

  /** No card is begun after this. */
  stop(): void {
    this.#stopping.abort();
  }

  /** Resolves when nothing of it uses the store any more. */
  async idle(): Promise<void> {
    while (this.#background.size > 0) await Promise.all(this.#background);
  }

  /** A card was read and nobody holds its reader, or there is something to do again. */
  offer(reader: ReaderView): void {
    const { places, lights, supply } = this.parts;
    const place = places.find(reader.id);
    if (place === null || !places.isOnLine(place) || this.#stopping.signal.aborted) return;
    if (lights.station(reader.id).isBeginning || supply() !== 'cards') return;
    const card = this.#blankIn(reader);
    if (card !== null) this.#inBackground(this.#giveEntry(reader, card));
  }

  /** There are cards to be made again. */
  offerAll(): void {
    for (const reader of this.parts.readers.readers()) this.offer(reader);
  }

  jobChanged(job: Job, wire: WireJob): void {
    const { underWay, lights } = this.parts;
    const before = underWay.get(job.idempotencyKey);
    if (before === null) return;
    underWay.jobChanged(job.idempotencyKey, wire);
    if (isOver(job.state)) this.#over(before.entry, job, wire);
    if (before.job !== null && before.job.readerId !== job.readerId) lights.tell(before.job.readerId);
    lights.tell(job.readerId);
  }

  /**
   * A card that was begun already is finished by a new job: as an entry's own when its registration stands in an order, so that the
   * entry is settled with it. @throws {Failure} as `begin` does, and the entry is as it was
   */
  async takeUp(
    registration: { readonly raId: string; readonly registrationId: string },
    card: { readonly cardSerial: string; readonly readerId: string },
    begin: (entry: { readonly key: string; readonly product: BatchOrder['product'] } | null) => Promise<Job>,
  ): Promise<Job> {
    const { book, underWay, orderChanged } = this.parts;
    const given = await book.claimFor(registration, card);
    if (given === null) return begin(null);
    const { order, entry, before } = given;
    underWay.add(entry);
    try {
      const job = await begin({ key: entryKey(entry), product: order.product });
      await book.began(entry, job.id);
      await orderChanged(order.id);
      return job;
    } catch (error) {
      const former = before ?? (await this.#formerOf(entry));
      await this.#settle(entry, former);
      throw error;
    }
  }

  // ---------------------------------------------------------------- a card takes an entry

  #blankIn({ id, card, holder, insertion }: ReaderView): KnownCard | null {
    const { lights, underWay } = this.parts;
    if (holder !== null || card?.state !== 'known' || card.lifeCycle !== 'blank') return null;
    // A card that failed is taken out first: else one bad card would use up every entry.
    const { last } = lights.station(id);
    if (last !== null && isLastCard(last, card, insertion)) return null;
    return underWay.ofCard(card.serial) === null && lights.unusable(card) === null ? card : null;
  }

  async #giveEntry(reader: ReaderView, { serial: cardSerial }: KnownCard): Promise<void> {
    const { book, lights, mayBegin } = this.parts;
    const station = lights.station(reader.id);
    station.isBeginning = true;
    try {
      for (let done = false; !done;) {
        const given = await book.claim({ cardSerial, readerId: reader.id }, mayBegin);
        done = given === null || (await this.#begin(given.order, given.entry, reader));
      }
    } finally {
      station.isBeginning = false;
      lights.tell(reader.id);
    }
  }

  /** @returns whether the card is done with: an entry that is refused before any APDU leaves it to the next one */
  async #begin(order: BatchOrder, entry: BatchEntry, { id, insertion }: ReaderView): Promise<boolean> {
    this.parts.underWay.add(entry);
    try {
      const now = this.parts.readers.reader(id);
      const { aborted: isStopping } = this.#stopping.signal;
      if (isStopping || now?.insertion !== insertion || now.card?.state !== 'known') {
        await this.#settle(entry, { state: 'waiting' });
        return true;
      }
      const { raId, product, placedBy: operator } = order;
      const job = await this.parts.beginning.begin(
        { kind: 'staff', sessionId: '', operator, role: 'batchOperator' },
        cardOrder(product, { raId, readerId: id, registrationId: entry.registrationId }),
        { idempotencyKey: entryKey(entry), ofBatch: true, cardSerial: now.card.serial },
      );
      await this.parts.book.began(entry, job.id);
      await this.parts.orderChanged(order.id);
      return true;
    } catch (error) {
      if (error instanceof Failure) return this.#refused(error, entry, id);
      // The store takes nothing: whether the job was written down is seen when it does again.
      this.parts.logger.error({ err: error, order: order.id, number: entry.number }, 'an entry was not begun');
      await this.#untilStored(() => this.#compare(entry));
      return true;
    }
  }

  /** @returns as `#begin` */
  async #refused({ code, facts }: Failure, entry: BatchEntry, readerId: string): Promise<boolean> {
    const card = this.parts.readers.reader(readerId)?.card;
    const isUsable = card?.state === 'known' && this.parts.lights.unusable(card) === null;
    const isTheEntrys = isUsable && !passingFailures.has(code);
    const failed = { state: 'failed', readerId, failure: { code, facts } } as const;
    await this.#settle({ ...entry, cardSerial: null }, isTheEntrys ? failed : { state: 'waiting' });
    return !isTheEntrys;
  }

  // ---------------------------------------------------------------- what became of it

  #over(entry: BatchEntry, job: Job, wire: WireJob): void {
    const settlement = settlementOf(job);
    const station = this.parts.lights.station(job.readerId);
    const outcome = settlement.state === 'issued' ? 'issued' : 'failed';
    station[outcome] += 1;
    const reader = this.parts.readers.reader(job.readerId);
    // A spoiled card is one to take out, however it came to that.
    if (settlement.state !== 'waiting' && reader?.holder === job.id) {
      station.last = { insertion: reader.insertion, outcome, work: { entry, job: wire }, failure: wire.failure };
    }
    this.#inBackground(this.#settle({ ...entry, jobId: job.id, readerId: job.readerId }, settlement));
  }

  async #settle(entry: BatchEntry, settlement: Settlement): Promise<void> {
    await this.#untilStored(() => this.parts.book.settle(entry, settlement));
    this.parts.underWay.remove(entry);
    if (entry.readerId !== null) this.parts.lights.tell(entry.readerId);
    await this.parts.orderChanged(entry.orderId);
  }

  /** Again and again: what became of a card is not forgotten. What the store does not take to the end, the next start compares. */
  async #untilStored(write: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    for (;;) {
      try {
        return await write();
      } catch (error) {
        this.parts.logger.error({ err: error }, 'what became of an entry was not written down');
        if (signal.aborted) return;
        await delay(storePauseMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** What the try before this one came to. */
  async #formerOf(entry: BatchEntry): Promise<Settlement> {
    const job = await this.parts.jobs.byIdempotencyKey(entryKey({ ...entry, tries: entry.tries - 1 }));
    return job === null ? { state: 'waiting' } : settlementOf(job);
  }

  /** The job of this try tells what became of it; without one nothing was done. */
  async #compare(entry: BatchEntry): Promise<void> {
    const { jobs, book, underWay, wireJob } = this.parts;
    const job = await jobs.byIdempotencyKey(entryKey(entry));
    if (job === null) return this.#settle(entry, { state: 'waiting' });
    const found = { ...entry, jobId: job.id };
    if (isOver(job.state)) return this.#settle(found, settlementOf(job));
    await book.began(found, job.id);
    underWay.jobChanged(job.idempotencyKey, wireJob(job, await jobs.journal(job.id)));
  }

  #inBackground(work: Promise<void>): void {
    const guarded = work
      .catch((err: unknown) => this.parts.logger.error({ err }, 'a card of the line was left'))
      .finally(() => this.#background.delete(guarded));
    this.#background.add(guarded);
  }
}

/** Spoiled (作廢): its entry waits for another card, and nobody has to remember it. Given up by a person: it stands. */
function settlementOf({ state, failure, readerId }: Job): Settlement {
  if (state === 'finished') return { state: 'issued', readerId };
  if (failure?.code === 'job.spoil.spoiled') return { state: 'waiting' };
  const cancelled: StoredFailure = { code: 'batch.entry.cancelled', facts: {} };
  return { state: 'failed', readerId, failure: failure ?? cancelled };
}

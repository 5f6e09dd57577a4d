/**
 * 批次產線: a blank card in a free reader of the line takes the next entry of the first running order, as an ordinary job. The readers are
 * independent: a reader that waits for its card, the RA or a person holds up no other.
 */
import type { Logger } from 'pino';
import { retry } from '../../base/retry.js';
import type { Beginning } from '../jobs/beginning.js';
import { Failure } from '../contract/failures/failure.js';
import type { FailureCode } from '../contract/failures/catalogue.js';
import type { Job, JournalEntry } from '../jobs/job.js';
import type { StoredFailure } from '../contract/failures/failure.js';
import { cardOrder } from '../jobs/order.js';
import { isOver } from '../jobs/state.js';
import { classify } from '../failures/classify.js';
import { UnreadableRowError } from '../store/storedFormat.js';
import type { ReaderBoard } from '../readers/readerBoard.js';
import type { KnownCard, ReaderView } from '../readers/readerView.js';
import type { BatchEntry, BatchEntryTable } from './batchEntryTable.js';
import type { BatchOrder } from './batchOrderTable.js';
import type { JobTable } from '../jobs/jobTable.js';
import type { OrderEntries, Settlement } from './orderEntries.js';
import { entryKey } from '../jobs/entryKey.js';
import type { LineScreen } from './lineScreen.js';
import type { LineReaders } from './lineReaders.js';
import { isLastCard, type LastWork, type RunningJob, type Supply } from './tiles.js';
import type { RunningCards } from './runningCards.js';

export interface LineParts {
  readonly orderEntries: OrderEntries;
  readonly entries: BatchEntryTable;
  readonly lineReaders: LineReaders;
  readonly screen: Pick<LineScreen, 'update' | 'unusable'>;
  readonly running: RunningCards;
  readonly jobs: Pick<JobTable, 'byIdempotencyKey' | 'journal'>;
  readonly beginning: Pick<Beginning, 'begin'>;
  readonly readers: Pick<ReaderBoard, 'reader' | 'readers'>;
  /** This card may be begun for the order: its RA is there, and takes such cards. */
  readonly mayBegin: (order: BatchOrder, card: KnownCard) => boolean;
  readonly supply: () => Supply;
  readonly withSteps: (job: Job, journal: readonly JournalEntry[]) => RunningJob;
  readonly logger: Logger;
  /** A card of the order was begun or settled. */
  readonly orderChanged: (orderId: string) => Promise<void>;
}

/** Between two attempts to write what became of a card. */
const storePauseMs = 1_000;

/** Somebody else took the reader or the card at the same moment, or exchanged the card: nothing is wrong with the entry. */
const passingFailures: ReadonlySet<FailureCode> = new Set([
  'job.create.readerUnknown',
  'job.create.readerBusy',
  'job.create.readerEmpty',
  'job.create.cardNotRead',
  'card.identify.other',
  'job.create.cardHasOpenJob',
  'job.create.twoCards',
]);

export class Line {
  readonly #parts: LineParts;
  readonly #background = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(parts: LineParts) {
    this.#parts = parts;
  }

  /** Compares the entries that were being made when the last process ended with their jobs. Jobs that resume are on the job board already. */
  async start(): Promise<void> {
    await this.#parts.entries.removeOrphans(null);
    for (const entry of await this.#parts.entries.working()) {
      this.#parts.running.add(entry);
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

  /** A card was read and nobody holds its reader, or an entry waits again. */
  offer(reader: ReaderView): void {
    const { lineReaders, running, supply } = this.#parts;
    const lineReader = lineReaders.find(reader.id);
    if (lineReader === null || !lineReaders.isOnLine(lineReader) || this.#stopping.signal.aborted) return;
    if (running.readerWork(reader.id).isBeginning || supply() !== 'cards') return;
    const card = this.#blankIn(reader);
    if (card !== null) this.#inBackground(this.#giveEntry(reader, card));
  }

  /** Entries wait again. */
  offerAll(): void {
    for (const reader of this.#parts.readers.readers()) this.offer(reader);
  }

  jobChanged(job: Job, journal: readonly JournalEntry[]): void {
    const { running, screen, withSteps } = this.#parts;
    const before = running.get(job.idempotencyKey);
    if (before === null) return;
    const now = withSteps(job, journal);
    running.jobChanged(job.idempotencyKey, now);
    if (isOver(job.state)) this.#over(before.entry, job, now);
    if (before.job !== null && before.job.readerId !== job.readerId) screen.update(before.job.readerId);
    screen.update(job.readerId);
  }

  /**
   * Begins a new job for a card that was begun elsewhere. When its registration is in an order, the job is that of the entry and settles
   * it. @throws {Failure} as `begin` does, and the entry is as it was
   */
  async takeUp(
    registration: { readonly raId: string; readonly registrationId: string },
    card: { readonly cardSerial: string; readonly readerId: string },
    begin: (entry: { readonly key: string; readonly product: BatchOrder['product'] } | null) => Promise<Job>,
  ): Promise<Job> {
    const { orderEntries, running, orderChanged } = this.#parts;
    const given = await orderEntries.claimFor(registration, card);
    if (given === null) return begin(null);
    const { order, entry, before } = given;
    running.add(entry);
    try {
      const job = await begin({ key: entryKey(entry), product: order.product });
      await orderEntries.began(entry, job.id);
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
    const { screen, running } = this.#parts;
    if (holder !== null || card?.state !== 'known' || card.lifeCycle !== 'blank') return null;
    // A card that failed is taken out first. Otherwise one bad card would use up every entry.
    const { last } = running.readerWork(id);
    if (last !== null && isLastCard(last, card, insertion)) return null;
    return running.ofCard(card.serial) === null && screen.unusable(card) === null ? card : null;
  }

  async #giveEntry(reader: ReaderView, card: KnownCard): Promise<void> {
    const { orderEntries, screen, running, mayBegin } = this.#parts;
    const place = { cardSerial: card.serial, readerId: reader.id };
    running.setBeginning(reader.id, true);
    try {
      for (let done = false; !done;) {
        const given = await orderEntries.claim(place, (order) => mayBegin(order, card));
        done = given === null || (await this.#begin(given.order, given.entry, reader));
      }
    } finally {
      running.setBeginning(reader.id, false);
      screen.update(reader.id);
    }
  }

  /** @returns is the card used? An entry that is refused before any APDU leaves the card to the next entry */
  async #begin(order: BatchOrder, entry: BatchEntry, { id, insertion }: ReaderView): Promise<boolean> {
    this.#parts.running.add(entry);
    try {
      const now = this.#parts.readers.reader(id);
      const { aborted: isStopping } = this.#stopping.signal;
      if (isStopping || now?.insertion !== insertion || now.card?.state !== 'known') {
        await this.#settle(entry, { state: 'waiting' });
        return true;
      }
      const { raId, product, placedBy: operator } = order;
      const job = await this.#parts.beginning.begin(
        { kind: 'staff', sessionId: '', operator, role: 'batchOperator', ras: [raId] },
        cardOrder(product, { raId, readerId: id, registrationId: entry.registrationId }),
        { idempotencyKey: entryKey(entry), ofBatch: true, cardSerial: now.card.serial },
      );
      await this.#parts.orderEntries.began(entry, job.id);
      await this.#parts.orderChanged(order.id);
      return true;
    } catch (error) {
      if (error instanceof Failure) return this.#refused(error, entry, id);
      // The store refuses writes. Whether the job is in it is seen when it takes them again.
      this.#parts.logger.error({ err: error, order: order.id, number: entry.number }, 'an entry was not begun');
      await this.#untilStored(() => this.#compare(entry));
      return true;
    }
  }

  /** @returns as `#begin` */
  async #refused({ code, facts }: Failure, entry: BatchEntry, readerId: string): Promise<boolean> {
    const card = this.#parts.readers.reader(readerId)?.card;
    const isUsable = card?.state === 'known' && this.#parts.screen.unusable(card) === null;
    const isOfEntry = isUsable && !passingFailures.has(code);
    const failed = { state: 'failed', readerId, failure: { code, facts } } as const;
    await this.#settle({ ...entry, cardSerial: null }, isOfEntry ? failed : { state: 'waiting' });
    return !isOfEntry;
  }

  // ---------------------------------------------------------------- outcomes

  #over(entry: BatchEntry, job: Job, ended: RunningJob): void {
    const settlement = settlementOf(job);
    const { running, readers } = this.#parts;
    const outcome = settlement.state === 'issued' ? 'issued' : 'failed';
    const reader = readers.reader(job.readerId);
    // A spoiled card is to be taken out, whatever its job came to.
    const isThere = settlement.state !== 'waiting' && reader?.holder === job.id;
    const work = { entry, job: ended };
    const last: LastWork | null = isThere ? { insertion: reader.insertion, outcome, work, failure: job.failure } : null;
    running.ended(job.readerId, outcome, last);
    this.#inBackground(this.#settle({ ...entry, jobId: job.id, readerId: job.readerId }, settlement));
  }

  async #settle(entry: BatchEntry, settlement: Settlement): Promise<void> {
    await this.#untilStored(() => this.#parts.orderEntries.settle(entry, settlement));
    this.#parts.running.remove(entry);
    if (entry.readerId !== null) this.#parts.screen.update(entry.readerId);
    await this.#parts.orderChanged(entry.orderId);
  }

  /** Retries until the store takes it, so that no outcome of a card is lost. After a stop the next start compares. */
  async #untilStored(write: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    const failed = (err: unknown): void => this.#parts.logger.error({ err }, 'what became of an entry was not written');
    await retry(write, { pauseMs: storePauseMs, signal, failed }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  /** The outcome of the try before this one. */
  async #formerOf(entry: BatchEntry): Promise<Settlement> {
    const job = await this.#parts.jobs.byIdempotencyKey(entryKey({ ...entry, tries: entry.tries - 1 }));
    return job === null ? { state: 'waiting' } : settlementOf(job);
  }

  /** The entry follows the job of this try. Without a job nothing was done for it; with one that cannot be read it failed. */
  async #compare(entry: BatchEntry): Promise<void> {
    const { jobs, orderEntries, running, withSteps } = this.#parts;
    try {
      const job = await jobs.byIdempotencyKey(entryKey(entry));
      if (job === null) return await this.#settle(entry, { state: 'waiting' });
      const found = { ...entry, jobId: job.id };
      if (isOver(job.state)) return await this.#settle(found, settlementOf(job));
      const journal = await jobs.journal(job.id);
      await orderEntries.began(found, job.id);
      running.jobChanged(job.idempotencyKey, withSteps(job, journal));
    } catch (error) {
      if (!(error instanceof UnreadableRowError)) throw error;
      const { code, facts } = classify(error);
      this.#parts.logger.error(
        { err: error, order: entry.orderId, number: entry.number },
        'the job of an entry cannot be read',
      );
      await this.#settle(entry, { state: 'failed', readerId: entry.readerId ?? '', failure: { code, facts } });
    }
  }

  #inBackground(work: Promise<void>): void {
    const guarded = work
      .catch((err: unknown) => this.#parts.logger.error({ err }, 'a card of the line was not handled to the end'))
      .finally(() => this.#background.delete(guarded));
    this.#background.add(guarded);
  }
}

/** After a spoiled card (作廢) the entry waits for another one. A job that a person cancelled leaves its entry failed. */
function settlementOf({ state, failure, readerId }: Job): Settlement {
  if (state === 'finished') return { state: 'issued', readerId };
  if (failure?.code === 'job.spoil.spoiled') return { state: 'waiting' };
  const cancelled: StoredFailure = { code: 'batch.entry.cancelled', facts: {} };
  return { state: 'failed', readerId, failure: failure ?? cancelled };
}

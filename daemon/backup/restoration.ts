/**
 * The work after the store was restored from a copy. What was done since the copy is known to the RAs and the cards, but not to
 * the store. The gateway asks the RAs about each card in the store. A job that was open in the copy resumes only when its card
 * is still blank, is closed when the RA says that it was finished, and otherwise needs a person's decision. A card that was
 * begun after the copy is compared when it is inserted.
 */
import type { Logger } from 'pino';
import { retry } from '../../base/retry.js';
import { RaRefusedError, RaUnavailableError, type CardRecord } from '../../sync/connector.js';
import type { Audit } from '../audit/audit.js';
import type { Cards } from '../cases/cards.js';
import { Failure } from '../contract/failures/failure.js';
import { wireCertificate } from '../ras/certificateView.js';
import type { JobResult } from '../contract/jobs/index.js';
import type { Job } from '../jobs/job.js';
import type { JobBoard } from '../jobs/jobBoard.js';
import type { Ra, Ras } from '../ras/ras.js';
import type { ReaderBoard } from '../readers/readerBoard.js';
import type { ReaderView } from '../readers/readerView.js';
import type { RestorationRow, RestorationTable } from './restorationTable.js';

export interface RestorationParts {
  readonly table: RestorationTable;
  readonly jobBoard: Pick<JobBoard, 'openJobs' | 'openJobOfCard' | 'settle' | 'resume' | 'endBecauseSpoiled'>;
  readonly cards: Pick<Cards, 'learnSpoiled'>;
  readonly readers: Pick<ReaderBoard, 'readers'>;
  readonly ras: Ras;
  /** Ids of jobs whose real progress is unknown; filled by `load`, and read by the job board. */
  readonly heldBack: Set<string>;
  /** The name under which the RA knows this gateway. */
  readonly ownName: (raId: string) => Promise<string>;
  readonly audit: Pick<Audit, 'append'>;
  readonly logger: Logger;
}

/** The number of cards that are read from the store at once. */
const portion = 200;

interface Answer {
  readonly raId: string;
  readonly record: CardRecord;
}

export class Restoration {
  readonly #parts: RestorationParts;
  #last: RestorationRow | null = null;
  readonly #unsettled: Set<string>;
  #tail: Promise<void> = Promise.resolve();
  readonly #background = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(parts: RestorationParts) {
    this.#parts = parts;

    this.#unsettled = parts.heldBack;
  }

  /** Has to be called before any job resumes. */
  async load(): Promise<void> {
    this.#last = await this.#parts.table.last();
    for (const jobId of await this.#parts.table.unsettledJobs()) this.#unsettled.add(jobId);
  }

  /** Ends the open jobs that their person has to begin again anyway, and starts the comparison. Needs the open jobs. */
  async start(): Promise<void> {
    for (const { job } of this.#parts.jobBoard.openJobs()) {
      if (!this.#unsettled.has(job.id) || job.kind === 'issueCard' || job.kind === 'prepareCard') continue;
      await this.#parts.jobBoard.settle(job.id, { failure: { code: 'job.restore.ended', facts: {} } });
    }
    if (this.#last !== null && this.#last.comparedAt === null) this.#inBackground(this.#compareAll(this.#last));
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** Resolves when nothing of it uses the store any more. */
  async idle(): Promise<void> {
    while (this.#background.size > 0) await Promise.all(this.#background);
  }

  /** Is the real progress of this job unknown? */
  isHeldBack(jobId: string): boolean {
    return this.#unsettled.has(jobId);
  }

  /** Has this card not been compared with the RAs since the restoration? */
  async isUncompared(cardSerial: string): Promise<boolean> {
    return this.#last !== null && !(await this.#parts.table.isCompared(cardSerial, this.#last.epoch));
  }

  /** A card was read: compares it in the background, and resumes its job when that is possible. */
  cardKnown(reader: ReaderView): void {
    const { card } = reader;
    if (this.#last === null || card?.state !== 'known') return;
    const held = this.#parts.jobBoard.openJobOfCard(card.serial);
    if (card.lifeCycle === 'blank' && (held === null || !this.#unsettled.has(held.id))) return;
    this.#inBackground(this.#compareInserted(this.#last, card.serial));
  }

  async #compareInserted(last: RestorationRow, cardSerial: string): Promise<void> {
    const job = this.#parts.jobBoard.openJobOfCard(cardSerial);
    const isOpen = job !== null && this.#unsettled.has(job.id);
    if (!isOpen && (await this.#parts.table.isCompared(cardSerial, last.epoch))) return;
    await this.#compare(last, cardSerial).catch((error: unknown) => {
      if (!(error instanceof RaUnavailableError)) throw error;
      this.#parts.logger.warn({ err: error }, 'a card was not compared: an RA is unreachable');
    });
  }

  async #compareAll(last: RestorationRow): Promise<void> {
    const { table, jobBoard, audit, logger } = this.#parts;
    const { signal } = this.#stopping;
    let count = 0;
    for (;;) {
      const serials = await table.uncompared(last, portion);
      if (serials.length === 0) break;
      for (const serial of serials) {
        if (signal.aborted) return;
        if (!(await this.#compareWithRetry(last, serial))) return;
        count += 1;
      }
    }
    await table.allCompared(last.epoch);
    const openJobs = jobBoard.openJobs().filter(({ job }) => this.isHeldBack(job.id)).length;
    const facts = { epoch: last.epoch, cards: count, openJobs };
    await audit.append({ actor: 'gateway', action: 'gateway.compared', subject: 'gateway', facts });
    logger.info(facts, 'the store that was restored was compared with the RAs');
  }

  /** Retries while an RA is unreachable. @returns false: the gateway stops */
  async #compareWithRetry(last: RestorationRow, cardSerial: string): Promise<boolean> {
    const { signal } = this.#stopping;
    try {
      await retry(() => this.#compare(last, cardSerial), {
        pauseMs: Math.max(...this.#parts.ras.all.map(({ profile }) => profile.connector.retryMs)),
        signal,
        isPassing: (error) => error instanceof RaUnavailableError,
      });
      return true;
    } catch (error) {
      if (error === signal.reason) return false;
      throw error;
    }
  }

  /** Compares one card after the other, because a card may be inserted while it is being compared. @throws {RaUnavailableError} */
  #compare(last: RestorationRow, cardSerial: string): Promise<void> {
    const compared = this.#tail.then(() => this.#compareOne(last, cardSerial));
    this.#tail = compared.catch(() => undefined);
    return compared;
  }

  async #compareOne(last: RestorationRow, cardSerial: string): Promise<void> {
    const answers: Answer[] = [];
    for (const ra of this.#parts.ras.all) {
      const record = await askFor(ra, cardSerial);
      if (record !== null) answers.push({ raId: ra.profile.id, record });
    }
    for (const answer of answers) await this.#learn(last, answer);
    const job = this.#parts.jobBoard.openJobOfCard(cardSerial);
    if (job !== null && this.#unsettled.has(job.id)) await this.#settleJob(job, answers);
    await this.#parts.table.compared(cardSerial, last.epoch);
  }

  /** Records what the RA knows and the store does not: that the card was spoiled, issued or prepared. */
  async #learn(last: RestorationRow, { raId, record }: Answer): Promise<void> {
    const { cards, table, audit, ownName } = this.#parts;
    const { cardSerial, state, spoiledAt, spoilReason, history } = record;
    if (state === 'spoiled') {
      await cards.learnSpoiled(cardSerial, { at: spoiledAt, reason: spoilReason ?? 'other', raId });
      return;
    }
    if (state !== 'issued' && state !== 'prepared') return;
    const own = await ownName(raId);
    const ours = history.filter(({ at, actor }) => actor === own && Date.parse(at) >= Date.parse(last.copyMadeAt));
    const done = (['card.issued', 'card.prepared'] as const).find((action) =>
      ours.some(({ event }) => event === (action === 'card.issued' ? 'cardIssued' : 'cardPrepared')),
    );
    if (done === undefined || (await table.isUsed(cardSerial, done))) return;
    await audit.append({ actor: 'gateway', action: done, subject: cardSerial, facts: { ra: raId, learned: true } });
  }

  async #settleJob(job: Job, answers: readonly Answer[]): Promise<void> {
    const { jobBoard, readers } = this.#parts;
    const record = answers.find(({ raId }) => raId === job.raId)?.record;
    if (answers.some(({ record: { state } }) => state === 'spoiled')) {
      await jobBoard.endBecauseSpoiled(job.cardSerial);
      return;
    }
    const result = record === undefined ? null : resultOf(job, record);
    if (result !== null) {
      await jobBoard.settle(job.id, { result });
      return;
    }
    const reader = readers.readers().find(({ card }) => card?.state === 'known' && card.serial === job.cardSerial);
    if (reader?.card?.state !== 'known' || reader.card.lifeCycle !== 'blank') return;
    // The card is blank, so nothing was done with it, before the copy or after it.
    await this.#parts.table.settle(job.id);
    this.#unsettled.delete(job.id);
    jobBoard.resume(reader);
  }

  #inBackground(work: Promise<void>): void {
    const guarded = work
      .catch((error: unknown) => {
        const level = error instanceof Failure ? 'warn' : 'error';
        this.#parts.logger[level]({ err: error }, 'the restored store could not be compared');
      })
      .finally(() => this.#background.delete(guarded));
    this.#background.add(guarded);
  }
}

/** null: the RA refuses to answer. @throws {RaUnavailableError} */
async function askFor({ connector }: Ra, cardSerial: string): Promise<CardRecord | null> {
  try {
    return await connector.cardRecord(cardSerial);
  } catch (error) {
    if (error instanceof RaRefusedError) return null;
    throw error;
  }
}

/** The job's result, as the RA knows it; null: the job was not finished. */
function resultOf({ kind, cardSerial, input }: Job, { state, certificates }: CardRecord): JobResult | null {
  if (kind === 'prepareCard' && (state === 'prepared' || state === 'issued')) {
    return { cardSerial, lifeCycle: 'prepared', pinsInLetter: true };
  }
  if (kind !== 'issueCard' || state !== 'issued') return null;
  return {
    cardSerial,
    lifeCycle: 'issued',
    pinsInLetter: 'pinMode' in input && input.pinMode === 'random',
    certificates: certificates.map(({ use, certificate }) => wireCertificate(use, certificate)),
  };
}

/**
 * After the store was put back from a copy: what was done since stands at the RAs and on the cards, and not in the books. Each
 * card of the books is asked for at the RAs; a job that was not over in the copy goes on only when the card is as if nothing
 * had been done with it, is closed when the RA says that it was finished, and is left to a person otherwise. A card that was
 * begun after the copy is found when it is met.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { RaRefusedError, RaUnavailableError, type CardRecord } from '../../sync/connector.js';
import type { Audit } from '../audit/audit.js';
import type { Cards } from '../cases/cards.js';
import { Failure } from '../contract/failures/failure.js';
import { wireCertificate } from '../ras/certificateView.js';
import type { JobResult } from '../contract/jobs/index.js';
import type { Job } from '../jobs/job.js';
import type { JobBoard } from '../jobs/jobBoard.js';
import type { Ra, Ras } from '../ras/ras.js';
import type { ReaderBoard, ReaderView } from '../readers/readerBoard.js';
import type { RestorationRow, RestorationTable } from './restorationTable.js';

export interface RestorationParts {
  readonly table: RestorationTable;
  readonly jobBoard: Pick<JobBoard, 'openJobs' | 'openJobOfCard' | 'settle' | 'resume' | 'endBecauseSpoiled'>;
  readonly cards: Pick<Cards, 'learnSpoiled'>;
  readonly readers: Pick<ReaderBoard, 'readers'>;
  readonly ras: Ras;
  /** Ids of jobs of which nobody knows yet how far they went; filled by `load`, and read by the jobs' board. */
  readonly heldBack: Set<string>;
  /** Under which the RA knows this gateway. */
  readonly ownName: (raId: string) => Promise<string>;
  readonly audit: Pick<Audit, 'append'>;
  readonly logger: Logger;
}

/** One query of the store each. */
const batch = 200;

interface Answer {
  readonly raId: string;
  readonly record: CardRecord;
}

export class Restoration {
  #last: RestorationRow | null = null;
  readonly #unsettled: Set<string>;
  #tail: Promise<void> = Promise.resolve();
  readonly #background = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(private readonly parts: RestorationParts) {
    this.#unsettled = parts.heldBack;
  }

  /** Before any job is taken up. */
  async load(): Promise<void> {
    this.#last = await this.parts.table.last();
    for (const jobId of await this.parts.table.unsettledJobs()) this.#unsettled.add(jobId);
  }

  /** When the open jobs are known: what its person has to begin anew anyway ends here. */
  async start(): Promise<void> {
    for (const { job } of this.parts.jobBoard.openJobs()) {
      if (!this.#unsettled.has(job.id) || job.kind === 'issueCard' || job.kind === 'prepareCard') continue;
      await this.parts.jobBoard.settle(job.id, { failure: { code: 'job.restore.ended', facts: {} } });
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

  /** Nobody knows yet how far this job went. */
  isHeldBack(jobId: string): boolean {
    return this.#unsettled.has(jobId);
  }

  /** Is what the books say of this card still that of the copy? */
  async isUncompared(cardSerial: string): Promise<boolean> {
    return this.#last !== null && !(await this.parts.table.isCompared(cardSerial, this.#last.epoch));
  }

  /** A card was read. Nobody waits for it: a job of it that can go on is resumed. */
  met(reader: ReaderView): void {
    const { card } = reader;
    if (this.#last === null || card?.state !== 'known') return;
    const held = this.parts.jobBoard.openJobOfCard(card.serial);
    if (card.lifeCycle === 'blank' && (held === null || !this.#unsettled.has(held.id))) return;
    this.#inBackground(this.#compareMet(this.#last, card.serial));
  }

  async #compareMet(last: RestorationRow, cardSerial: string): Promise<void> {
    const job = this.parts.jobBoard.openJobOfCard(cardSerial);
    const isOpen = job !== null && this.#unsettled.has(job.id);
    if (!isOpen && (await this.parts.table.isCompared(cardSerial, last.epoch))) return;
    await this.#compare(last, cardSerial).catch((error: unknown) => {
      if (!(error instanceof RaUnavailableError)) throw error;
      this.parts.logger.warn({ err: error }, 'a card was not compared: an RA is away');
    });
  }

  async #compareAll(last: RestorationRow): Promise<void> {
    const { table, jobBoard, audit, logger } = this.parts;
    const { signal } = this.#stopping;
    let count = 0;
    for (;;) {
      const serials = await table.uncompared(last, batch);
      if (serials.length === 0) break;
      for (const serial of serials) {
        if (signal.aborted) return;
        if (!(await this.#compareWhenThere(last, serial))) return;
        count += 1;
      }
    }
    await table.allCompared(last.epoch);
    const openJobs = jobBoard.openJobs().filter(({ job }) => this.isHeldBack(job.id)).length;
    const facts = { epoch: last.epoch, cards: count, openJobs };
    await audit.append({ actor: 'gateway', action: 'gateway.compared', subject: 'gateway', facts });
    logger.info(facts, 'the store that was restored was compared with the RAs');
  }

  /** Waits for an RA that is away. @returns false: the gateway stops */
  async #compareWhenThere(last: RestorationRow, cardSerial: string): Promise<boolean> {
    for (;;) {
      try {
        await this.#compare(last, cardSerial);
        return true;
      } catch (error) {
        if (!(error instanceof RaUnavailableError)) throw error;
        const pauseMs = Math.max(...this.parts.ras.all.map(({ profile }) => profile.connector.retryMs));
        const { signal } = this.#stopping;
        await delay(pauseMs, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return false;
      }
    }
  }

  /** One card after the other: the same card may be met while it is compared. @throws {RaUnavailableError} */
  #compare(last: RestorationRow, cardSerial: string): Promise<void> {
    const compared = this.#tail.then(() => this.#compareOne(last, cardSerial));
    this.#tail = compared.catch(() => undefined);
    return compared;
  }

  async #compareOne(last: RestorationRow, cardSerial: string): Promise<void> {
    const answers: Answer[] = [];
    for (const ra of this.parts.ras.all) {
      const record = await askFor(ra, cardSerial);
      if (record !== null) answers.push({ raId: ra.profile.id, record });
    }
    for (const answer of answers) await this.#learn(last, answer);
    const job = this.parts.jobBoard.openJobOfCard(cardSerial);
    if (job !== null && this.#unsettled.has(job.id)) await this.#settleJob(job, answers);
    await this.parts.table.compared(cardSerial, last.epoch);
  }

  /** What the RA knows and the books do not: a card that is used up is no blank any more. */
  async #learn(last: RestorationRow, { raId, record }: Answer): Promise<void> {
    const { cards, table, audit, ownName } = this.parts;
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
    const { jobBoard, readers } = this.parts;
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
    // Nothing was done with the card, before the copy or after it.
    await this.parts.table.settle(job.id);
    this.#unsettled.delete(job.id);
    jobBoard.resume(reader);
  }

  #inBackground(work: Promise<void>): void {
    const guarded = work
      .catch((error: unknown) => {
        const level = error instanceof Failure ? 'warn' : 'error';
        this.parts.logger[level]({ err: error }, 'what was restored could not be compared');
      })
      .finally(() => this.#background.delete(guarded));
    this.#background.add(guarded);
  }
}

/** null: the RA does not tell. @throws {RaUnavailableError} */
async function askFor({ connector }: Ra, cardSerial: string): Promise<CardRecord | null> {
  try {
    return await connector.cardRecord(cardSerial);
  } catch (error) {
    if (error instanceof RaRefusedError) return null;
    throw error;
  }
}

/** What the job came to, as the RA knows it; null: it was not finished. */
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

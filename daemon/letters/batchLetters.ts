/**
 * 密碼單 of a batch order (批次訂單), in card order. A run that a restart interrupted is resumed by a person at the printer, because PINs come
 * out of it. Letters that were on their way to the printer may have come out: the same person says whether they did.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { timestamp } from '../../base/clock.js';
import { Failure } from '../contract/failures/failure.js';
import { clearUnfinished } from '../paper/spool.js';
import { UnreadableRowError } from '../store/storedFormat.js';
import type { LeftOut } from '../store/unreadableRows.js';
import type { LetterRunTable, RunCounts, RunScope, StoredRun } from './letterRunTable.js';
import { settleBrokenOff } from './brokenOffPrints.js';
import { recordPrints } from './letterPortion.js';
import { LetterRun, type LetterRunOrder, type LetterRunParts, type OrderCard, type RunProgress } from './letterRun.js';

/** Where orders and their cards are. */
export interface OrderCards {
  /** @throws {Failure} `batch.order.unknown` */
  order(id: string): Promise<{ readonly raId: string; readonly counts: { readonly issued: number } }>;
  /** By number. @param page.after the number after which to begin */
  entries(
    orderId: string,
    page: { readonly state: 'issued'; readonly after: number; readonly limit: number },
  ): Promise<{ readonly entries: readonly OrderCard[] }>;
}

export interface BatchLettersParts extends LetterRunParts {
  readonly orders: () => OrderCards;
  readonly runs: LetterRunTable;
  /** Is told of runs that cannot be read. */
  readonly leftOut?: LeftOut | undefined;
  /** More of them were printed, or a run ended. */
  readonly changed: (letters: BatchLettersProgress) => void;
  readonly logger: Logger;
}

/** Letters of a batch order. Cards are counted, not letters. */
export interface BatchLettersProgress {
  readonly orderId: string;
  /** Is there a spool folder? */
  readonly spool: boolean;
  /** Cards that were issued so far: each has a letter. */
  readonly total: number;
  readonly printed: number;
  /** The last attempt failed; the next run tries again. */
  readonly failed: number;
  /** Their print was interrupted: only a person can see whether they came out. */
  readonly interrupted: number;
  /** The numbers of these cards, while no run is under way. */
  readonly inDoubt: readonly number[];
  /** Not tried yet. */
  readonly waiting: number;
  /** The last run. */
  readonly run: RunProgress | null;
}

/** What a person saw of letters in doubt. */
export interface DoubtSettlement {
  readonly numbers: readonly number[];
  /** false: the next run prints them. */
  readonly cameOut: boolean;
}

const nothing: RunCounts = { printed: 0, failed: 0, files: [] };

export class BatchLetters {
  readonly #parts: BatchLettersParts;
  /** The last run of each order in this process. */
  readonly #runs = new Map<string, LetterRun>();
  readonly #background = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(parts: BatchLettersParts) {
    this.#parts = parts;
  }

  /** Settles interrupted prints as far as possible, and removes unfinished files from the spool folder. */
  async start(): Promise<void> {
    const { spoolFolder, logger } = this.#parts;
    await settleBrokenOff(this.#parts);
    if (spoolFolder === null) return;
    await clearUnfinished(spoolFolder).catch((error: unknown) =>
      logger.error({ err: error }, 'the spool folder of the letters cannot be used'),
    );
  }

  /** Takes back what CUPS has; otherwise each run ends after its present portion. It stays open, and a person resumes it. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.finished();
  }

  /** Resolves when no run is under way. */
  async finished(): Promise<void> {
    await Promise.all(this.#background);
  }

  /** Begins a run in the background. @throws {Failure} `batch.order.unknown`, `letter.run.*`, `letter.spool.*` */
  async print(operator: string, orderId: string, asked: RunScope): Promise<BatchLettersProgress> {
    const { orders, ras, runs, clock } = this.#parts;
    const { raId } = await orders().order(orderId);
    const begunAt = timestamp(clock);
    const run: StoredRun = { id: randomUUID(), orderId, operator, ...asked, begunAt, endedAt: null };
    const { to, numbers, reprintReason } = asked;
    const facts = {
      to,
      ...(numbers !== null && { numbers: numbers.join(' ') }),
      ...(reprintReason !== undefined && { reason: reprintReason }),
    };
    return this.#begin({ run, before: nothing, operator, ra: ras.byId(raId) }, async () => {
      await runs.insert(run);
      await this.#parts.audit.append({ actor: operator, action: 'letters.begun', subject: orderId, facts });
    });
  }

  /** Resumes the run that the end of the gateway interrupted. @throws {Failure} as `print` */
  async resume(operator: string, orderId: string): Promise<BatchLettersProgress> {
    const { orders, ras, runs, audit } = this.#parts;
    const { raId } = await orders().order(orderId);
    const run = await runs.last(orderId);
    if (run === null || run.endedAt !== null) throw new Failure('letter.run.notBrokenOff');
    const before = await runs.counts(run.id);
    return this.#begin({ run, before, operator, ra: ras.byId(raId) }, async () => {
      const facts = { to: run.to, begunAt: run.begunAt, begunBy: run.operator };
      await audit.append({ actor: operator, action: 'letters.goneOn', subject: orderId, facts });
    });
  }

  /** A person has looked whether letters in doubt came out. @throws {Failure} `batch.order.unknown`, `letter.run.underWay` */
  async settleDoubt(
    operator: string,
    orderId: string,
    { numbers, cameOut }: DoubtSettlement,
  ): Promise<BatchLettersProgress> {
    const { orders, ras, prints } = this.#parts;
    const { raId } = await orders().order(orderId);
    const open = await prints.open(orderId);
    this.#requireIdle(orderId);
    const settled = open.filter(({ batch }) => batch !== null && numbers.includes(batch.number));
    const parts = { ...this.#parts, ra: ras.byId(raId), facts: { order: orderId } };
    await recordPrints(parts, settled, cameOut ? 'printed' : 'failed', { toldBy: operator });
    const letters = await this.progress(orderId);
    this.#parts.changed(letters);
    return letters;
  }

  /** @throws {Failure} `batch.order.unknown` */
  async progress(orderId: string): Promise<BatchLettersProgress> {
    const { orders, prints, spoolFolder } = this.#parts;
    const { counts } = await orders().order(orderId);
    const total = counts.issued;
    const { printed, failed, unknown } = await prints.ofBatchOrder(orderId);
    const run = this.#runs.get(orderId);
    // What is in the printer now has no outcome yet.
    const interrupted = Math.max(0, unknown - (run?.cardsAtWork ?? 0));
    const inDoubt = run?.isUnderWay === true ? [] : await prints.inDoubt(orderId);
    return {
      orderId,
      spool: spoolFolder !== null,
      total,
      printed,
      failed,
      interrupted,
      inDoubt,
      waiting: Math.max(0, total - printed - failed - interrupted),
      run: run?.progress() ?? (await this.#storedRun(orderId)),
    };
  }

  async #storedRun(orderId: string): Promise<RunProgress | null> {
    const { runs } = this.#parts;
    const run = await this.#readableRun(orderId);
    if (run === null) return null;
    const { to, operator: begunBy, begunAt, endedAt } = run;
    const { printed, failed, files } = await runs.counts(run.id);
    const came = { printed, failed, files, failure: null, lastFailure: null };
    return { to, begunBy, begunAt, endedAt, brokenOff: endedAt === null, ...came };
  }

  /** The letters of an order are shown also where its last run cannot be read. That run is not resumed. */
  async #readableRun(orderId: string): Promise<StoredRun | null> {
    try {
      return await this.#parts.runs.last(orderId);
    } catch (error) {
      if (!(error instanceof UnreadableRowError)) throw error;
      this.#parts.leftOut?.(error);
      return null;
    }
  }

  /** @throws {Failure} `letter.run.underWay` */
  #requireIdle(orderId: string): void {
    if (this.#runs.get(orderId)?.isUnderWay === true) throw new Failure('letter.run.underWay');
  }

  /** @param write writes that it begins @throws {Failure} `letter.run.underWay`, `letter.spool.notSet` */
  async #begin(order: LetterRunOrder, write: () => Promise<void>): Promise<BatchLettersProgress> {
    const { orderId, to } = order.run;
    if (to === 'spool' && this.#parts.spoolFolder === null) throw new Failure('letter.spool.notSet');
    this.#requireIdle(orderId);
    const run = new LetterRun(this.#parts, order);
    this.#runs.set(orderId, run);
    try {
      await write();
    } catch (error) {
      this.#runs.delete(orderId);
      throw error;
    }
    this.#inBackground(run, order);
    return this.progress(orderId);
  }

  #inBackground(run: LetterRun, { run: { id, orderId }, operator }: LetterRunOrder): void {
    const { audit, logger, runs, clock } = this.#parts;
    const cards = async (after: number, limit: number): Promise<readonly OrderCard[]> =>
      (await this.#parts.orders().entries(orderId, { state: 'issued', after, limit })).entries;
    const announce = async (): Promise<void> => this.#parts.changed(await this.progress(orderId));
    const work = async (): Promise<void> => {
      if (!(await run.work(cards, announce, this.#stopping.signal))) return;
      await runs.end(id);
      await announce();
      const { printed, failed, files, failure } = run.progress();
      const facts = { printed, failed, files: files.length, ...(failure !== null && { failure: failure.code }) };
      await audit.append({ actor: operator, action: 'letters.ended', subject: orderId, facts });
      logger.info({ order: orderId, ...facts, at: timestamp(clock) }, 'a run of letters ended');
    };
    const guarded = work()
      .catch((error: unknown) => logger.error({ err: error }, 'a run of letters could not be recorded'))
      .finally(() => this.#background.delete(guarded));
    this.#background.add(guarded);
  }
}

/**
 * 密碼單 of a batch order (批次訂單), in card order. A run that a restart broke off goes on when a person says so, who stands at the
 * printer: what comes out of it are PINs. What was on its way to the printer may have come out, and that person tells.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { timestamp } from '../../base/clock.js';
import type { PrintBatchLetters, TellBatchLetters, WireBatchLetters } from '../contract/messages.js';
import { Failure } from '../contract/failures/failure.js';
import { clearUnfinished } from '../paper/spool.js';
import type { LetterRunTable, RunCounts, StoredRun } from './letterRunTable.js';
import { settleBrokenOff } from './brokenOffPrints.js';
import { recordPrints } from './letterPortion.js';
import { LetterRun, type LetterRunOrder, type LetterRunParts, type OrderCard } from './letterRun.js';

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
  /** More of them were printed, or a run ended. */
  readonly changed: (letters: WireBatchLetters) => void;
  readonly logger: Logger;
}

const nothing: RunCounts = { printed: 0, failed: 0, files: [] };

export class BatchLetters {
  /** The last one of each order that was at work in this process. */
  readonly #runs = new Map<string, LetterRun>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(private readonly parts: BatchLettersParts) {}

  /** What a gateway that ended in the middle left is settled as far as it can be, and gone from the spool folder. */
  async start(): Promise<void> {
    const { spoolFolder, logger } = this.parts;
    await settleBrokenOff(this.parts);
    if (spoolFolder === null) return;
    await clearUnfinished(spoolFolder).catch((error: unknown) =>
      logger.error({ err: error }, 'the spool folder of the letters cannot be used'),
    );
  }

  /** Runs end after the portion that they are at. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.finished();
  }

  /** Resolves when no run is under way. */
  async finished(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  /** Begins a run and leaves it to itself. @throws {Failure} `batch.order.unknown`, `letter.run.*`, `letter.spool.*` */
  async print(operator: string, orderId: string, asked: PrintBatchLetters): Promise<WireBatchLetters> {
    const { orders, ras, runs, clock } = this.parts;
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
      await this.parts.audit.append({ actor: operator, action: 'letters.begun', subject: orderId, facts });
    });
  }

  /** Goes on with the run that the end of the gateway broke off. @throws {Failure} as `print` */
  async goOn(operator: string, orderId: string): Promise<WireBatchLetters> {
    const { orders, ras, runs, audit } = this.parts;
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
  async tell(operator: string, orderId: string, { numbers, cameOut }: TellBatchLetters): Promise<WireBatchLetters> {
    const { orders, ras, prints } = this.parts;
    const { raId } = await orders().order(orderId);
    const open = await prints.open(orderId);
    this.#requireIdle(orderId);
    const told = open.filter(({ batch }) => batch !== null && numbers.includes(batch.number));
    const parts = { ...this.parts, ra: ras.byId(raId), facts: { order: orderId } };
    await recordPrints(parts, told, cameOut ? 'printed' : 'failed', { toldBy: operator });
    const letters = await this.progress(orderId);
    this.parts.changed(letters);
    return letters;
  }

  /** @throws {Failure} `batch.order.unknown` */
  async progress(orderId: string): Promise<WireBatchLetters> {
    const { orders, prints, spoolFolder } = this.parts;
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
      run: run?.wire() ?? (await this.#storedRun(orderId)),
    };
  }

  async #storedRun(orderId: string): Promise<WireBatchLetters['run']> {
    const { runs } = this.parts;
    const run = await runs.last(orderId);
    if (run === null) return null;
    const { to, operator: begunBy, begunAt, endedAt } = run;
    const { printed, failed, files } = await runs.counts(run.id);
    const came = { printed, failed, files: [...files], failure: null, lastFailure: null };
    return { to, begunBy, begunAt, endedAt, brokenOff: endedAt === null, ...came };
  }

  /** @throws {Failure} `letter.run.underWay` */
  #requireIdle(orderId: string): void {
    if (this.#runs.get(orderId)?.isUnderWay === true) throw new Failure('letter.run.underWay');
  }

  /** @param write puts down that it begins @throws {Failure} `letter.run.underWay`, `letter.spool.notSet` */
  async #begin(order: LetterRunOrder, write: () => Promise<void>): Promise<WireBatchLetters> {
    const { orderId, to } = order.run;
    if (to === 'spool' && this.parts.spoolFolder === null) throw new Failure('letter.spool.notSet');
    this.#requireIdle(orderId);
    const run = new LetterRun(this.parts, order);
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
    const { audit, logger, runs, clock } = this.parts;
    const cards = async (after: number, limit: number): Promise<readonly OrderCard[]> =>
      (await this.parts.orders().entries(orderId, { state: 'issued', after, limit })).entries;
    const tell = async (): Promise<void> => this.parts.changed(await this.progress(orderId));
    const work = async (): Promise<void> => {
      if (!(await run.work(cards, tell, this.#stopping.signal))) return;
      await runs.end(id);
      await tell();
      const { printed, failed, files, failure } = run.wire();
      const facts = { printed, failed, files: files.length, ...(failure !== null && { failure: failure.code }) };
      await audit.append({ actor: operator, action: 'letters.ended', subject: orderId, facts });
      logger.info({ order: orderId, ...facts, at: timestamp(clock) }, 'a run of letters ended');
    };
    const guarded = work()
      .catch((error: unknown) => logger.error({ err: error }, 'a run of letters could not be written down'))
      .finally(() => this.#underWay.delete(guarded));
    this.#underWay.add(guarded);
  }
}

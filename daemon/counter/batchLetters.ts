/**
 * 密碼單 of a batch order (批次訂單), in card order. A run is not taken up again after a restart: what it had not begun stands as not
 * printed, and what it was at may have come out.
 */
import type { Logger } from 'pino';
import { timestamp } from '../../base/clock.js';
import type { PrintBatchLetters, WireBatchLetters } from '../api/messages.js';
import { Failure } from '../failures/failure.js';
import { clearUnfinished } from '../paper/spool.js';
import { LetterRun, type LetterRunParts, type OrderCard } from './letterRun.js';

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
  /** More of them were printed, or a run ended. */
  readonly changed: (letters: WireBatchLetters) => void;
  readonly logger: Logger;
}

export class BatchLetters {
  /** The last one of each order. */
  readonly #runs = new Map<string, LetterRun>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(private readonly parts: BatchLettersParts) {}

  /** What a gateway that ended in the middle left in the spool folder is gone afterwards. */
  async start(): Promise<void> {
    const { spoolFolder, logger } = this.parts;
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
    const { orders, ras, audit, spoolFolder } = this.parts;
    const { raId } = await orders().order(orderId);
    if (asked.to === 'spool' && spoolFolder === null) throw new Failure('letter.spool.notSet');
    if (this.#runs.get(orderId)?.isUnderWay === true) throw new Failure('letter.run.underWay');
    const run = new LetterRun(this.parts, { ...asked, orderId, operator, ra: ras.byId(raId) });
    this.#runs.set(orderId, run);
    const { to, numbers, reprintReason } = asked;
    await audit.append({
      actor: operator,
      action: 'letters.begun',
      subject: orderId,
      facts: {
        to,
        ...(numbers !== null && { numbers: numbers.join(' ') }),
        ...(reprintReason !== undefined && { reason: reprintReason }),
      },
    });
    this.#inBackground(run, orderId, operator);
    return this.progress(orderId);
  }

  /** @throws {Failure} `batch.order.unknown` */
  async progress(orderId: string): Promise<WireBatchLetters> {
    const { orders, prints, spoolFolder } = this.parts;
    const { counts } = await orders().order(orderId);
    const total = counts.issued;
    const cards = await prints.ofBatchOrder(orderId);
    const run = this.#runs.get(orderId);
    const { printed, failed } = cards;
    // What is in the printer now has no outcome yet.
    const interrupted = Math.max(0, cards.unknown - (run?.cardsAtWork ?? 0));
    const waiting = Math.max(0, total - printed - failed - interrupted);
    return {
      orderId,
      spool: spoolFolder !== null,
      total,
      printed,
      failed,
      interrupted,
      waiting,
      run: run?.wire() ?? null,
    };
  }

  #inBackground(run: LetterRun, orderId: string, operator: string): void {
    const { audit, logger } = this.parts;
    const cards = async (after: number, limit: number): Promise<readonly OrderCard[]> =>
      (await this.parts.orders().entries(orderId, { state: 'issued', after, limit })).entries;
    const tell = async (): Promise<void> => this.parts.changed(await this.progress(orderId));
    const work = async (): Promise<void> => {
      await run.work(cards, tell, this.#stopping.signal);
      await tell();
      const { printed, failed, files, failure } = run.wire();
      const facts = { printed, failed, files: files.length, ...(failure !== null && { failure: failure.code }) };
      await audit.append({ actor: operator, action: 'letters.ended', subject: orderId, facts });
      logger.info({ order: orderId, ...facts, at: timestamp(this.parts.clock) }, 'a run of letters ended');
    };
    const guarded = work()
      .catch((error: unknown) => logger.error({ err: error }, 'a run of letters could not be written down'))
      .finally(() => this.#underWay.delete(guarded));
    this.#underWay.add(guarded);
  }
}

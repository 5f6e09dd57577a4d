/** Orders and their entries in the store. Each change is one transaction, so that no entry is given to two cards. */
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database, Executor } from '../../base/database.js';
import type { Audit, AuditEntry } from '../audit/audit.js';
import { Failure } from '../contract/failures/failure.js';
import type { StoredFailure } from '../contract/failures/failure.js';
import type { BatchEntry, BatchEntryTable, EntryCounts, OrderedEntry } from './batchEntryTable.js';
import type { BatchOrder, BatchOrderTable } from './batchOrderTable.js';
import { eventOfCounts, isOrderOver, nextOrderState, type OrderEvent } from './orderState.js';

export interface OrderEntriesParts {
  readonly database: Database;
  readonly orders: BatchOrderTable;
  readonly entries: BatchEntryTable;
  readonly audit: Pick<Audit, 'appendIn'>;
  readonly clock: Clock;
  /** An order of more cards needs a second person. */
  readonly approvalAbove: number;
}

/** An order with what follows from its entries. */
export interface OrderProgress extends BatchOrder {
  readonly counts: EntryCounts;
  /** Over the last minutes; null: too few cards yet. */
  readonly cardsAnHour: number | null;
  /** At that speed; null: not known. */
  readonly remainingSeconds: number | null;
}

/** What became of the card of an entry. */
export type Settlement =
  | { readonly state: 'issued'; readonly readerId: string }
  | { readonly state: 'failed'; readonly readerId: string; readonly failure: StoredFailure }
  /** The entry waits for another card: nothing was done for it, or its card was spoiled. */
  | { readonly state: 'waiting' };

/** The speed of an order is that of the last minutes. */
const windowMs = 10 * 60_000;
/** From fewer cards no speed is computed. */
const fewestCards = 3;

export class OrderEntries {
  readonly #parts: OrderEntriesParts;

  constructor(parts: OrderEntriesParts) {
    this.#parts = parts;
  }

  needsApproval(total: number): boolean {
    return total > this.#parts.approvalAbove;
  }

  /** Writes an order whose entries are there already. @param check runs inside the transaction, and throws to refuse the order */
  async place(order: BatchOrder, by: AuditEntry, check: (tx: Executor) => Promise<void>): Promise<void> {
    const { database, orders, audit } = this.#parts;
    await database.transaction(async (tx) => {
      await check(tx);
      await orders.insert(tx, order);
      await audit.appendIn(tx, by);
    });
  }

  /** Entries of an order that is placed afterwards. */
  async addEntries(orderId: string, entries: readonly OrderedEntry[]): Promise<void> {
    const { database, entries: table } = this.#parts;
    await table.insert(database, orderId, entries);
  }

  /**
   * Takes the order where the event leads.
   * @param change what else of it changes
   * @throws {Failure} `batch.order.unknown`, `batch.order.notNow`
   */
  async apply(
    id: string,
    event: OrderEvent,
    by: Omit<AuditEntry, 'subject'>,
    change: Partial<BatchOrder> = {},
  ): Promise<void> {
    const { database, orders, audit } = this.#parts;
    await database.transaction(async (tx) => {
      const order = { ...(await this.#find(tx, id)), ...change };
      const next = this.#applyTo(order, event);
      if (next === null) throw new Failure('batch.order.notNow');
      await orders.update(tx, next);
      await audit.appendIn(tx, { ...by, subject: id });
      await this.#settleOrder(tx, next);
    });
  }

  async prioritise(id: string, priority: number, by: string): Promise<void> {
    const { database, orders, audit } = this.#parts;
    await database.transaction(async (tx) => {
      const order = await this.#find(tx, id);
      await orders.update(tx, { ...order, priority });
      const facts = { from: order.priority, to: priority };
      await audit.appendIn(tx, { actor: by, action: 'batch.prioritised', subject: id, facts });
    });
  }

  /** Failed entries wait again. @returns how many */
  async runAgain(id: string, numbers: readonly number[] | null, by: string): Promise<number> {
    const { database, orders, entries, audit } = this.#parts;
    return database.transaction(async (tx) => {
      const order = await this.#find(tx, id);
      const count = await entries.runAgain(tx, id, numbers);
      if (count === 0) return 0;
      const next = this.#applyTo(order, 'runAgain');
      if (next !== null) await orders.update(tx, next);
      await audit.appendIn(tx, { actor: by, action: 'batch.runAgain', subject: id, facts: { count } });
      return count;
    });
  }

  /**
   * Gives the card in a reader the next entry of the first order that may have it. Nobody else gets that entry.
   * @returns null: no entry waits
   */
  async claim(
    card: { readonly cardSerial: string; readonly readerId: string },
    mayHave: (order: BatchOrder) => boolean,
  ): Promise<{ readonly order: BatchOrder; readonly entry: BatchEntry } | null> {
    const { database, orders, entries, clock } = this.#parts;
    return database.transaction(async (tx) => {
      for (const order of (await orders.running(tx)).filter(mayHave)) {
        const waiting = await entries.nextWaiting(tx, order.id);
        if (waiting === null) continue;
        const startedAt = timestamp(clock);
        const entry: BatchEntry = { ...waiting, ...card, state: 'working', tries: waiting.tries + 1, startedAt };
        await entries.update(tx, entry, 'waiting');
        if (order.startedAt === null) await orders.update(tx, { ...order, startedAt });
        return { order, entry };
      }
      return null;
    });
  }

  /**
   * Gives a card that was begun elsewhere the entry of its registration.
   * @returns null: the registration is in no order; `before`: what the entry was, null when that follows from its former job
   */
  async claimFor(
    { raId, registrationId }: { readonly raId: string; readonly registrationId: string },
    card: { readonly cardSerial: string; readonly readerId: string },
  ): Promise<{ readonly order: BatchOrder; readonly entry: BatchEntry; readonly before: Settlement | null } | null> {
    const { database, orders, entries, clock } = this.#parts;
    return database.transaction(async (tx) => {
      const found = await entries.ofRegistration(tx, raId, registrationId, card.cardSerial);
      if (found === null) return null;
      const order = await this.#find(tx, found.orderId);
      const startedAt = timestamp(clock);
      const { state, failure } = found;
      const entry = { ...found, ...card, state: 'working', failure: null, endedAt: null } as const;
      const claimed = { ...entry, jobId: null, tries: found.tries + 1, startedAt };
      await entries.update(tx, claimed, state);
      const next = order.state === 'finished' ? this.#applyTo(order, 'runAgain') : null;
      if (next !== null) await orders.update(tx, next);
      const failed = failure && { state: 'failed' as const, readerId: card.readerId, failure };
      const before = state === 'waiting' ? { state } : failed;
      return { order, entry: claimed, before };
    });
  }

  /** Its job is in the store. */
  async began(entry: BatchEntry, jobId: string): Promise<void> {
    const { database, entries } = this.#parts;
    await entries.update(database, { ...entry, jobId }, 'working');
  }

  /** Writes what became of an entry's card, and what follows for its order. The first settlement of a try counts. */
  async settle(entry: BatchEntry, settlement: Settlement): Promise<void> {
    const { database, entries, clock } = this.#parts;
    await database.transaction(async (tx) => {
      const endedAt = timestamp(clock);
      const settled: BatchEntry =
        settlement.state === 'waiting'
          ? { ...entry, ...settlement, jobId: null, cardSerial: null, readerId: null, startedAt: null, failure: null }
          : { ...entry, failure: null, ...settlement, endedAt };
      if (!(await entries.update(tx, settled, 'working'))) return;
      await this.#settleOrder(tx, await this.#find(tx, entry.orderId));
    });
  }

  /** @throws {Failure} `batch.order.unknown` */
  async order(id: string): Promise<BatchOrder> {
    return this.#find(this.#parts.database, id);
  }

  /** With what follows from its entries. */
  async progress(order: BatchOrder): Promise<OrderProgress> {
    const counts = { ...(await this.#parts.entries.counts(order.id)), total: order.total };
    const cardsAnHour = await this.#speed(order);
    const left = counts.waiting + counts.working;
    const remainingSeconds =
      cardsAnHour === null || order.state !== 'running' ? null : Math.round((left / cardsAnHour) * 3_600);
    return { ...order, counts, cardsAnHour: cardsAnHour && Math.round(cardsAnHour), remainingSeconds };
  }

  async #speed({ id, startedAt }: BatchOrder): Promise<number | null> {
    if (startedAt === null) return null;
    const { entries, clock } = this.#parts;
    const since = Math.max(clock.now() - windowMs, Date.parse(startedAt));
    const issued = await entries.issuedSince(id, new Date(since).toISOString());
    const hours = (clock.now() - since) / 3_600_000;
    return issued < fewestCards || hours <= 0 ? null : issued / hours;
  }

  #applyTo(order: BatchOrder, event: OrderEvent): BatchOrder | null {
    const isApproved = order.approvedBy !== null || !this.needsApproval(order.total);
    const state = nextOrderState(order.state, event, isApproved);
    if (state === null) return null;
    const endedAt = isOrderOver(state) ? (order.endedAt ?? timestamp(this.#parts.clock)) : null;
    return { ...order, state, endedAt };
  }

  /** What the states of its entries mean for an order. One that is stopping, with no card under way, is stopped. */
  async #settleOrder(tx: Executor, order: BatchOrder): Promise<BatchOrder> {
    const { orders, entries, audit } = this.#parts;
    const counts = await entries.counts(order.id, tx);
    const event = eventOfCounts(counts);
    const next = event === null ? null : this.#applyTo(order, event);
    if (next === null || next.state === order.state) return order;
    await orders.update(tx, next);
    const facts = { issued: counts.issued, failed: counts.failed, waiting: counts.waiting };
    await audit.appendIn(tx, { actor: 'gateway', action: `batch.${next.state}`, subject: order.id, facts });
    return next;
  }

  async #find(executor: Executor, id: string): Promise<BatchOrder> {
    const order = await this.#parts.orders.find(id, executor);
    if (order === null) throw new Failure('batch.order.unknown');
    return order;
  }
}

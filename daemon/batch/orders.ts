/** Orders that were placed: what a person changes, and what is shown of them. */
import { taipeiDay, taipeiDayBounds } from '../../base/taipei.js';
import type { Clock } from '../../base/clock.js';
import type { ChangeBatchOrder } from '../contract/messages.js';
import type { StaffActor } from '../operators/actor.js';
import type { RaScope } from '../ras/raScope.js';
import type { BatchEntry, BatchEntryTable, EntryState } from './batchEntryTable.js';
import type { BatchOrder, BatchOrderTable } from './batchOrderTable.js';
import type { OrderEntries, OrderProgress } from './orderEntries.js';
import type { PlacedOrder, Placing } from './placing.js';

export interface OrdersParts {
  readonly orderEntries: OrderEntries;
  readonly orders: BatchOrderTable;
  readonly entries: BatchEntryTable;
  readonly placing: Pick<Placing, 'askIfNeeded'>;
  readonly clock: Clock;
  /** The order changed, or its entries did. */
  readonly changed: (orderId: string) => Promise<void>;
}

export interface OrderPage {
  readonly orders: readonly OrderProgress[];
  readonly more: boolean;
}

export interface EntryPage {
  readonly entries: readonly BatchEntry[];
  readonly more: boolean;
}

const lastFailures = 20;

const auditActions = { pause: 'batch.paused', resume: 'batch.resumed', stop: 'batch.stop' } as const;

export class Orders {
  readonly #parts: OrdersParts;

  constructor(parts: OrdersParts) {
    this.#parts = parts;
  }

  /** @throws {Failure} `batch.order.unknown` */
  async order(id: string): Promise<OrderProgress> {
    const { orderEntries } = this.#parts;
    return orderEntries.progress(await orderEntries.order(id));
  }

  /** Those that are not over, by their turn. */
  open(): Promise<OrderProgress[]> {
    return this.#parts.orders.open().then((orders) => this.#withProgress(orders));
  }

  /** Those that ended today, the last one first. */
  async ended(scope: RaScope): Promise<OrderProgress[]> {
    const { clock, orders } = this.#parts;
    const { fromMs } = taipeiDayBounds(taipeiDay(clock.now()));
    return this.#withProgress(await orders.ended(new Date(fromMs).toISOString(), scope));
  }

  /** Those that are over, whenever they ended. @param page.after id of the order after which to begin */
  async over(page: { text: string; after?: string | undefined; limit: number }, scope: RaScope): Promise<OrderPage> {
    const { text, after, limit } = page;
    const found = await this.#parts.orders.over(text, { after: after ?? null, limit: limit + 1, scope });
    return { orders: await this.#withProgress(found.slice(0, limit)), more: found.length > limit };
  }

  /** Entries that failed and were not run again, the last one first. */
  failures(scope: RaScope): Promise<BatchEntry[]> {
    return this.#parts.entries.lastFailed(lastFailures, scope);
  }

  /** @throws {Failure} `batch.order.unknown` */
  async entries(
    id: string,
    { state, after, limit }: { state?: EntryState | undefined; after: number; limit: number },
  ): Promise<EntryPage> {
    await this.#parts.orderEntries.order(id);
    const entries = await this.#parts.entries.page(id, state ?? null, after, limit + 1);
    return { entries: entries.slice(0, limit), more: entries.length > limit };
  }

  /** @throws {Failure} `batch.order.*` */
  async change(actor: StaffActor, id: string, change: ChangeBatchOrder): Promise<PlacedOrder> {
    const { orderEntries, placing } = this.#parts;
    if (change.act === 'priority') {
      await orderEntries.prioritise(id, change.priority, actor.operator);
      await this.#parts.changed(id);
      return { order: await this.order(id), approval: null };
    }
    await orderEntries.apply(id, change.act, { actor: actor.operator, action: auditActions[change.act], facts: {} });
    return placing.askIfNeeded(actor, id);
  }

  /** @param numbers null: all that failed @throws {Failure} `batch.order.unknown` */
  async runAgain(actor: StaffActor, id: string, numbers: readonly number[] | null): Promise<OrderProgress> {
    await this.#parts.orderEntries.runAgain(id, numbers, actor.operator);
    await this.#parts.changed(id);
    return this.order(id);
  }

  #withProgress(orders: readonly BatchOrder[]): Promise<OrderProgress[]> {
    return Promise.all(orders.map((order) => this.#parts.orderEntries.progress(order)));
  }
}

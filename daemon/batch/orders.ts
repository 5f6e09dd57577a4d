/** What a person does with orders that were placed, and what a screen sees of them. */
import { taipeiDay, taipeiDayBounds } from '../../base/taipei.js';
import type { Clock } from '../../base/clock.js';
import type {
  ChangeBatchOrder,
  WireBatchEntry,
  WireBatchEntryList,
  WireBatchOrder,
  WireBatchOrderList,
  WirePlacedBatchOrder,
} from '../contract/messages.js';
import { toWireFailure } from '../contract/failures/wireFailure.js';
import type { StaffActor } from '../operators/actor.js';
import type { BatchEntry, BatchEntryTable } from './batchEntryTable.js';
import type { BatchOrder, BatchOrderTable } from './batchOrderTable.js';
import type { OrderEntries } from './orderEntries.js';
import type { Placing } from './placing.js';

export interface OrdersParts {
  readonly orderEntries: OrderEntries;
  readonly orders: BatchOrderTable;
  readonly entries: BatchEntryTable;
  readonly placing: Pick<Placing, 'askIfNeeded'>;
  readonly clock: Clock;
  /** The order stands otherwise, or its cards do. */
  readonly changed: (orderId: string) => Promise<void>;
}

const lastFailures = 20;

const auditActions = { pause: 'batch.paused', resume: 'batch.resumed', stop: 'batch.stop' } as const;

export class Orders {
  constructor(private readonly parts: OrdersParts) {}

  /** @throws {Failure} `batch.order.unknown` */
  async order(id: string): Promise<WireBatchOrder> {
    const { orderEntries } = this.parts;
    return orderEntries.wire(await orderEntries.order(id));
  }

  /** Those that are not over, by their turn. */
  open(): Promise<WireBatchOrder[]> {
    return this.parts.orders.open().then((orders) => this.#wired(orders));
  }

  /** Those that ended today, the last one first. */
  async ended(): Promise<WireBatchOrder[]> {
    const { clock, orders } = this.parts;
    const { fromMs } = taipeiDayBounds(taipeiDay(clock.now()));
    return this.#wired(await orders.ended(new Date(fromMs).toISOString()));
  }

  /** Those that are over, whenever they ended. @param page.after id of the order after which to begin */
  async over({
    text,
    after,
    limit,
  }: {
    text: string;
    after?: string | undefined;
    limit: number;
  }): Promise<WireBatchOrderList> {
    const found = await this.parts.orders.over(text, after ?? null, limit + 1);
    return { orders: await this.#wired(found.slice(0, limit)), more: found.length > limit };
  }

  async failures(): Promise<{ readonly orderId: string; readonly entry: WireBatchEntry }[]> {
    const failed = await this.parts.entries.lastFailed(lastFailures);
    return failed.map((entry) => ({ orderId: entry.orderId, entry: wireEntry(entry) }));
  }

  /** @throws {Failure} `batch.order.unknown` */
  async entries(
    id: string,
    { state, after, limit }: { state?: WireBatchEntry['state'] | undefined; after: number; limit: number },
  ): Promise<WireBatchEntryList> {
    await this.parts.orderEntries.order(id);
    const entries = await this.parts.entries.page(id, state ?? null, after, limit + 1);
    return { entries: entries.slice(0, limit).map(wireEntry), more: entries.length > limit };
  }

  /** @throws {Failure} `batch.order.*` */
  async change(actor: StaffActor, id: string, change: ChangeBatchOrder): Promise<WirePlacedBatchOrder> {
    const { orderEntries, placing } = this.parts;
    if (change.act === 'priority') {
      await orderEntries.prioritise(id, change.priority, actor.operator);
      await this.parts.changed(id);
      return { order: await this.order(id), approval: null };
    }
    await orderEntries.apply(id, change.act, { actor: actor.operator, action: auditActions[change.act], facts: {} });
    return placing.askIfNeeded(actor, id);
  }

  /** @param numbers null: all that failed @throws {Failure} `batch.order.unknown` */
  async runAgain(actor: StaffActor, id: string, numbers: readonly number[] | null): Promise<WireBatchOrder> {
    await this.parts.orderEntries.runAgain(id, numbers, actor.operator);
    await this.parts.changed(id);
    return this.order(id);
  }

  #wired(orders: readonly BatchOrder[]): Promise<WireBatchOrder[]> {
    return Promise.all(orders.map((order) => this.parts.orderEntries.wire(order)));
  }
}

export function wireEntry(entry: BatchEntry): WireBatchEntry {
  const { number, registrationId, userIdentifier, name, state, jobId, cardSerial, readerId, startedAt, endedAt } =
    entry;
  const failure = entry.failure && toWireFailure(entry.failure);
  return {
    number,
    registrationId,
    userIdentifier,
    name,
    state,
    jobId,
    cardSerial,
    readerId,
    failure,
    startedAt,
    endedAt,
  };
}

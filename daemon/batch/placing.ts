/** Places orders of many cards: from a file after its dry run, or from the RA. Above a limit a second person approves. */
import { randomUUID } from 'node:crypto';
import { timestamp, type Clock } from '../../base/clock.js';
import { z } from 'zod';
import type { BatchOrder as RaOrder } from '../../sync/connector.js';
import type { PlaceBatchOrder } from '../contract/messages.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../contract/failures/failure.js';
import type { StaffActor } from '../operators/actor.js';
import type { ApprovalAction, Approvals } from '../operators/approvals.js';
import type { RaScope } from '../ras/raScope.js';
import type { Ra, Ras } from '../ras/ras.js';
import { seesRa } from '../operators/permissions.js';
import type { BatchEntryTable, OrderedEntry } from './batchEntryTable.js';
import type { BatchOrder, BatchOrderTable } from './batchOrderTable.js';
import type { OrderEntries, OrderProgress } from './orderEntries.js';
import type { DryRuns } from './dryRun.js';

export interface PlacingParts {
  readonly orderEntries: OrderEntries;
  readonly orders: BatchOrderTable;
  readonly entries: BatchEntryTable;
  readonly dryRuns: DryRuns;
  readonly ras: Ras;
  readonly approvals: Approvals;
  readonly clock: Clock;
  /** An order was placed, or may run. */
  readonly changed: (orderId: string) => Promise<void>;
}

/** As many as the RA gives in one answer. */
const pageSize = 500;

const runOrderActionName = 'batch.runOrder';

/** The facts of the request for approval. */
const runFactsSchema = z.object({ order: z.string(), ra: z.string(), name: z.string(), cards: z.int() });
type RunFacts = z.infer<typeof runFactsSchema>;

/** An order that waits at an RA. */
export interface OrderAtRa extends RaOrder {
  readonly raId: string;
}

export interface PlacedOrder {
  readonly order: OrderProgress;
  /** What a second person has to approve before the order runs. */
  readonly approval: Awaited<ReturnType<Approvals['ask']>> | null;
}

type FileOrder = Extract<PlaceBatchOrder, { from: 'file' }>;

export class Placing {
  readonly #parts: PlacingParts;

  constructor(parts: PlacingParts) {
    this.#parts = parts;
  }

  /** Orders that wait at the RAs and were not placed; of an RA that is away there are none. @throws {Failure} when no RA answers */
  async atRas(scope: RaScope): Promise<readonly OrderAtRa[]> {
    const lists = await Promise.allSettled(this.#parts.ras.within(scope).all.map((ra) => this.#atRa(ra)));
    const failed = lists.find((list) => list.status === 'rejected');
    if (failed !== undefined && lists.every(({ status }) => status === 'rejected')) throw classify(failed.reason);
    return lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []));
  }

  /** @throws {Failure} `batch.place.*`, `ra.*` */
  async place(actor: StaffActor, request: PlaceBatchOrder): Promise<PlacedOrder> {
    const id = randomUUID();
    try {
      if (request.from === 'file') await this.#fromFile(actor, request, id);
      else await this.#fromRa(actor, request, id);
    } catch (error) {
      await this.#parts.entries.removeOrphans(id);
      throw error;
    }
    return this.askIfNeeded(actor, id);
  }

  /** Asks a second person to approve the order, when it waits for that. */
  async askIfNeeded(actor: StaffActor, orderId: string): Promise<PlacedOrder> {
    const order = await this.#parts.orderEntries.order(orderId);
    const facts = { order: orderId, ra: order.raId, name: order.name, cards: order.total } satisfies RunFacts;
    const approval =
      order.state === 'awaitingApproval'
        ? await this.#parts.approvals.ask(actor, { action: runOrderActionName, subject: orderId, facts })
        : null;
    await this.#parts.changed(orderId);
    return { order: await this.#parts.orderEntries.progress(order), approval };
  }

  async #atRa({ connector, profile }: Ra): Promise<OrderAtRa[]> {
    const taken = await this.#parts.orders.takenOf(profile.id);
    const orders = await connector.listBatchOrders();
    return orders.filter(({ id }) => !taken.has(id)).map((order) => ({ raId: profile.id, ...order }));
  }

  async #fromFile(actor: StaffActor, request: FileOrder, id: string): Promise<void> {
    const { dryRuns, orderEntries } = this.#parts;
    const { raId, entries, badCount } = dryRuns.find(request.dryRunId);
    if (!seesRa(actor, raId)) throw new Failure('ra.choose.unknown', { ra: raId });
    if (badCount > 0 && request.withoutBad !== true) throw new Failure('batch.place.badLines', { count: badCount });
    const { name, product = 'issueCard', priority = 5 } = request;
    await orderEntries.addEntries(id, entries);
    await this.#placeOrder(actor, { id, raId, raOrderId: null, name, product, priority }, entries);
    dryRuns.forget(request.dryRunId);
  }

  async #fromRa(actor: StaffActor, request: Extract<PlaceBatchOrder, { from: 'ra' }>, id: string): Promise<void> {
    const { ras, orderEntries } = this.#parts;
    const { connector, profile } = ras.choose(request.raId);
    const refused = (error: unknown): never => {
      throw classify(error);
    };
    const found = (await connector.listBatchOrders().catch(refused)).find(({ id }) => id === request.raOrderId);
    if (found === undefined) throw new Failure('batch.place.raOrderUnknown');
    // A page at a time: an order of many thousands is never in memory whole.
    for (let after = 0; ;) {
      const page = await connector.batchOrderEntries(found.id, after, pageSize).catch(refused);
      await orderEntries.addEntries(id, page);
      after = page.at(-1)?.number ?? after;
      if (page.length < pageSize) break;
    }
    const { name, product, priority } = found;
    await this.#placeOrder(actor, { id, raId: profile.id, raOrderId: found.id, name, product, priority }, []);
  }

  /** @param again entries that the dry run compared with open orders: they are compared again */
  async #placeOrder(
    { operator }: StaffActor,
    given: Pick<BatchOrder, 'id' | 'raId' | 'raOrderId' | 'name' | 'product' | 'priority'>,
    again: readonly OrderedEntry[],
  ): Promise<void> {
    const { orderEntries, orders, entries, clock } = this.#parts;
    const { total } = await entries.counts(given.id);
    if (total === 0) throw new Failure('batch.place.nothing');
    const order: BatchOrder = {
      ...given,
      total,
      state: orderEntries.needsApproval(total) ? 'awaitingApproval' : 'running',
      placedBy: operator,
      placedAt: timestamp(clock),
      approvedBy: null,
      startedAt: null,
      endedAt: null,
    };
    const facts = { ra: order.raId, name: order.name, cards: total, product: order.product };
    await orderEntries.place(
      order,
      { actor: operator, action: 'batch.placed', subject: order.id, facts },
      async (tx) => {
        const taken = await orders.takenOf(order.raId, tx);
        if (order.raOrderId !== null && taken.has(order.raOrderId)) throw new Failure('batch.place.taken');
        const ids = again.map(({ registrationId }) => registrationId);
        const [other] = (await entries.inOpenOrders(order.raId, ids, tx)).values();
        if (other !== undefined) throw new Failure('batch.place.changed', { order: other });
      },
    );
  }
}

/** What a second person approves: that the order runs. */
export function runOrderAction({
  orderEntries,
  changed,
}: Pick<PlacingParts, 'orderEntries' | 'changed'>): ApprovalAction {
  return {
    name: runOrderActionName,
    permission: 'batch',
    describe(facts) {
      const { name, cards } = runFactsSchema.parse(facts);
      return {
        'zh-TW': `執行批次訂單「${name}」，製作 ${cards} 張晶片卡`,
        en: `Run the batch order “${name}” of ${cards} cards.`,
      };
    },
    async execute(facts, { approvalId, approvedBy }) {
      const { order, cards } = runFactsSchema.parse(facts);
      const by = { actor: approvedBy, action: 'batch.approved', facts: { approval: approvalId, cards } };
      await orderEntries.apply(order, 'approve', by, { approvedBy });
      await changed(order);
      return { cards };
    },
    async refused(facts) {
      const { order: id } = runFactsSchema.parse(facts);
      // It was stopped before, or approved by another request: nothing is left to refuse.
      if ((await orderEntries.order(id)).state !== 'awaitingApproval') return;
      await orderEntries.apply(id, 'refuse', { actor: 'gateway', action: 'batch.refused', facts: {} });
      await changed(id);
    },
  };
}

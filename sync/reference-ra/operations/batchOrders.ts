/** 批次訂單: orders of many cards, placed by the RA's staff for the gateways' batch lines. */
import { z } from 'zod';
import { timestamp } from '../../../base/clock.js';
import type { BatchEntry, BatchOrder } from '../../connector.js';
import type { RaContext } from '../raContext.js';
import { Refusal } from '../refusal.js';
import {
  batchEntries,
  batchOrderById,
  insertBatchOrder,
  openBatchOrders,
  registrationsInOrders,
  type BatchEntryPage,
} from '../store/batchRows.js';
import { audit } from '../store/audit.js';
import { registrationsByIds } from '../store/rows.js';

/** As the RA's staff enter one. */
export const newBatchOrderSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  product: z.enum(['issueCard', 'prepareCard']).default('issueCard'),
  priority: z.int().min(0).max(9).default(5),
  /** Ids, in the order of the cards. */
  registrations: z.array(z.string()).min(1).max(100_000),
});

export type NewBatchOrder = z.output<typeof newBatchOrderSchema>;

/** Stores the whole order or nothing of it. Its registrations leave the counter's work list. @returns its id */
export function placeBatchOrder({ db, clock }: RaContext, order: NewBatchOrder): Promise<string> {
  return db.transaction(async (tx) => {
    const { registrations: ids } = order;
    if (new Set(ids).size < ids.length) throw new Refusal('badRequest', {}, 'a registration is named twice');
    const rows = new Map((await registrationsByIds(tx, ids)).map((row) => [row.id, row]));
    for (const id of ids) {
      const state = rows.get(id)?.state;
      if (state === undefined) throw new Refusal('registrationUnknown', {}, `there is no ${id}`);
      if (state !== 'approved') throw new Refusal('registrationNotApproved', { state }, `${id} is ${state}`);
    }
    const [ordered] = await registrationsInOrders(tx, ids);
    if (ordered !== undefined) throw new Refusal('badRequest', {}, `${ordered} is in another order`);
    const now = timestamp(clock);
    const id = await insertBatchOrder(tx, order, now);
    await audit(tx, {
      at: now,
      actor: 'ra',
      event: 'batchOrderPlaced',
      facts: { batchOrderId: id, product: order.product, cards: ids.length },
    });
    return id;
  });
}

/** The orders with a card left to make, by priority, then oldest first. */
export function listBatchOrders({ db }: RaContext): Promise<BatchOrder[]> {
  return openBatchOrders(db);
}

/** @throws {Refusal} `batchOrderUnknown` */
export async function batchOrderEntries(
  { db }: RaContext,
  batchOrderId: string,
  page: BatchEntryPage,
): Promise<BatchEntry[]> {
  const order = await batchOrderById(db, batchOrderId);
  if (order === undefined) throw new Refusal('batchOrderUnknown');
  return batchEntries(db, order.number, page);
}

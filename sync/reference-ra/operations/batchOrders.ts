/** 批次訂單: orders of many cards, placed by the RA's office for the gateways' batch lines. */
import { z } from 'zod';
import { timestamp } from '../../../base/clock.js';
import type { BatchEntry, BatchOrder } from '../../connector.js';
import type { Office } from '../office.js';
import { Refusal } from '../refusal.js';
import { batchEntries, batchOrderById, insertBatchOrder, openBatchOrders, orderedBefore } from '../store/batchRows.js';
import { audit } from '../store/audit.js';
import { registrationsByIds } from '../store/rows.js';

/** As the RA's office writes one down. */
export const newBatchOrderSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  product: z.enum(['issueCard', 'prepareCard']).default('issueCard'),
  priority: z.int().min(0).max(9).default(5),
  /** Ids, in the order of the cards. */
  registrations: z.array(z.string()).min(1).max(100_000),
});

export type NewBatchOrder = z.output<typeof newBatchOrderSchema>;

/** All of it or nothing; its registrations leave the counter's work list. @returns its id */
export function placeBatchOrder({ db, clock }: Office, order: NewBatchOrder): Promise<string> {
  return db.transaction(async (tx) => {
    const { registrations: ids } = order;
    if (new Set(ids).size < ids.length) throw new Refusal('badRequest', {}, 'a registration is named twice');
    const rows = new Map((await registrationsByIds(tx, ids)).map((row) => [row.id, row]));
    for (const id of ids) {
      const state = rows.get(id)?.state;
      if (state === undefined) throw new Refusal('registrationUnknown', {}, `there is no ${id}`);
      if (state !== 'approved') throw new Refusal('registrationNotApproved', { state }, `${id} is ${state}`);
    }
    const [before] = await orderedBefore(tx, ids);
    if (before !== undefined) throw new Refusal('badRequest', {}, `${before} is in another order`);
    const now = timestamp(clock);
    const id = await insertBatchOrder(tx, order, now);
    await audit(tx, now, 'ra', 'batchOrderPlaced', { batchOrderId: id, product: order.product, cards: ids.length });
    return id;
  });
}

/** Those with a card left to make, by priority, then oldest first. */
export function listBatchOrders({ db }: Office): Promise<BatchOrder[]> {
  return openBatchOrders(db);
}

/** @throws {Refusal} `batchOrderUnknown` */
export async function batchOrderEntries(
  { db }: Office,
  batchOrderId: string,
  after: number,
  limit: number,
): Promise<BatchEntry[]> {
  const order = await batchOrderById(db, batchOrderId);
  if (order === undefined) throw new Refusal('batchOrderUnknown');
  return batchEntries(db, order.number, after, limit);
}

/** The tables `batch_order` and `batch_entry`. */
import type { Executor } from '../../../base/database.js';
import type { BatchEntry, BatchOrder } from '../../connector.js';

/** Also removes the registrations from the counter's work list. @param now RFC 3339 @returns the order's id, e.g. `B-0001` */
export async function insertBatchOrder(
  tx: Executor,
  order: Pick<BatchOrder, 'name' | 'product' | 'priority'> & { readonly registrations: readonly string[] },
  now: string,
): Promise<string> {
  const last = await tx.get<{ number: number | null }>('SELECT max(number) AS number FROM batch_order');
  const number = (last?.number ?? 0) + 1;
  const id = `B-${String(number).padStart(4, '0')}`;
  const registrations = JSON.stringify(order.registrations);
  await tx.run('INSERT INTO batch_order (number, id, name, product, priority, placed_at) VALUES (?, ?, ?, ?, ?, ?)', [
    number,
    id,
    order.name,
    order.product,
    order.priority,
    now,
  ]);
  await tx.run(
    'INSERT INTO batch_entry (order_number, number, registration_id) SELECT ?, key + 1, value FROM json_each(?)',
    [number, registrations],
  );
  await tx.run("UPDATE registration SET channel = 'batch' WHERE id IN (SELECT value FROM json_each(?))", [
    registrations,
  ]);
  return id;
}

/** Those of the registrations that an order already has. */
export async function registrationsInOrders(db: Executor, registrationIds: readonly string[]): Promise<string[]> {
  const rows = await db.all<{ registration_id: string }>(
    'SELECT registration_id FROM batch_entry WHERE registration_id IN (SELECT value FROM json_each(?))',
    [JSON.stringify(registrationIds)],
  );
  return rows.map(({ registration_id }) => registration_id);
}

/** The orders with a card left to make, by priority, then oldest first. */
export function openBatchOrders(db: Executor): Promise<BatchOrder[]> {
  return db.all<BatchOrder>(
    `SELECT id, name, product, priority, placed_at AS placedAt,
       (SELECT count(*) FROM batch_entry WHERE order_number = batch_order.number) AS count
     FROM batch_order
     WHERE EXISTS (
       SELECT 1 FROM batch_entry JOIN registration ON registration.id = batch_entry.registration_id
       WHERE batch_entry.order_number = batch_order.number
         AND registration.state NOT IN ('issued', 'revoked')
         AND NOT (registration.state = 'prepared' AND batch_order.product = 'prepareCard'))
     ORDER BY priority DESC, number`,
  );
}

export function batchOrderById(db: Executor, id: string): Promise<{ readonly number: number } | undefined> {
  return db.get<{ number: number }>('SELECT number FROM batch_order WHERE id = ?', [id]);
}

export interface BatchEntryPage {
  /** Number of the last entry of the page before; 0 begins. */
  readonly after: number;
  readonly limit: number;
}

/** A page of an order's entries, in their order. */
export function batchEntries(
  db: Executor,
  orderNumber: number,
  { after, limit }: BatchEntryPage,
): Promise<BatchEntry[]> {
  return db.all<BatchEntry>(
    `SELECT batch_entry.number, registration_id AS registrationId, user_identifier AS userIdentifier, name
     FROM batch_entry JOIN registration ON registration.id = batch_entry.registration_id
     WHERE order_number = ? AND batch_entry.number > ? ORDER BY batch_entry.number LIMIT ?`,
    [orderNumber, after, limit],
  );
}

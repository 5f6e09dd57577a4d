/** Which gateway works on which order. What another one asks or reports of the order is refused. */
import type { Executor } from '../../../base/database.js';
import { Refusal } from '../refusal.js';
import type { OrderRow } from './rows.js';

/** An order was given to a gateway. */
export interface OrderHold {
  readonly fence: number;
  readonly order_id: string;
  readonly gateway: string | null;
  /** RFC 3339, UTC */
  readonly since: string;
}

/** Gives the order to a gateway, or with null to none. @returns the fence, which is higher than every one before */
export async function giveOrder(
  tx: Executor,
  { orderId, gateway, at }: { readonly orderId: string; readonly gateway: string | null; readonly at: string },
): Promise<number> {
  const { lastId } = await tx.run('INSERT INTO order_hold (order_id, gateway, since) VALUES (?, ?, ?)', [
    orderId,
    gateway,
    at,
  ]);
  return lastId;
}

/** All holds of these orders, oldest first. */
export function holdsOf(tx: Executor, orderIds: readonly string[]): Promise<OrderHold[]> {
  return tx.all<OrderHold>(
    `SELECT fence, order_id, gateway, since FROM order_hold
     WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY fence`,
    [JSON.stringify(orderIds)],
  );
}

/** @throws {Refusal} `orderHeldElsewhere` unless this gateway holds the order */
export function refuseUnlessHeld({ holder }: OrderRow, gateway: string): void {
  if (holder !== gateway) throw new Refusal('orderHeldElsewhere', { gateway: holder ?? '' });
}

/**
 * The RA that a request names, judged before its handler: a member of staff who does not work for it is answered as if there were no
 * such RA, or no such order. What a handler asks of several RAs it asks within the actor's scope (`scopeOf`).
 */
import { Failure } from '../contract/failures/failure.js';
import { namesRa, type RouteFacts } from '../contract/route.js';
import type { Actor } from '../operators/actor.js';
import { scopeOf, seesRa } from '../operators/permissions.js';
import { allRas } from '../ras/raScope.js';
import type { ApiContext } from './context.js';

/** What was sent, as it was parsed. */
export interface Sent {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** @throws {Failure} `ra.choose.unknown`, `batch.order.unknown` */
export async function admitRa(
  facts: RouteFacts,
  { actor, sent }: { readonly actor: Actor; readonly sent: Sent },
  { ras, batch }: Pick<ApiContext, 'ras' | 'batch'>,
): Promise<void> {
  if (scopeOf(actor) === allRas) return;
  const raId = textOf(sent, 'raId') ?? (namesRa(facts) ? ras.only() : null);
  if (!seesRa(actor, raId)) throw new Failure('ra.choose.unknown', { ra: raId ?? '' });
  const orderId = facts.path.includes('{orderId}') ? textOf(sent, 'orderId') : null;
  if (orderId === null) return;
  const order = await batch.orders.order(orderId);
  if (!seesRa(actor, order.raId)) throw new Failure('batch.order.unknown');
}

function textOf({ params, query, body }: Sent, name: string): string | null {
  for (const part of [params, query, body]) {
    if (typeof part !== 'object' || part === null) continue;
    const value: unknown = Object.entries(part).find(([key]) => key === name)?.[1];
    if (typeof value === 'string') return value;
  }
  return null;
}

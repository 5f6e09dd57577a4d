import { timestamp } from '../../../base/clock.js';
import type { Executor } from '../../../base/database.js';
import type { components } from '../../ra-api/schema.generated.js';
import type { RaContext } from '../raContext.js';
import { auditAll } from '../store/audit.js';
import { ordersByCards, type OrderRow } from '../store/rows.js';
import { auditOf, takeEffect } from './factEffects.js';
import { knownFact, type KnownFact } from './factBodies.js';
import { judge } from './factJudgement.js';

type WireFact = components['schemas']['Fact'];
type FactDelivery = components['schemas']['FactDelivery'];

/** A fact and the reason to refuse it; null accepts it. */
interface Judged {
  readonly fact: WireFact;
  readonly known: KnownFact | null;
  readonly refusal: string | null;
}

/** Stores each new fact, all in one transaction. A fact that was delivered before gets the answer that it got then. */
export async function acceptFacts(
  ra: RaContext,
  gateway: string,
  facts: readonly WireFact[],
): Promise<{ deliveries: FactDelivery[] }> {
  return ra.db.transaction(async (tx) => {
    const answers = await earlierAnswers(tx, facts);
    const fresh = [...new Map(facts.map((fact) => [fact.id, fact])).values()].filter(({ id }) => !answers.has(id));
    if (fresh.length > 0) {
      const orders = await ordersOf(tx, fresh);
      const judged = await Promise.all(fresh.map((fact) => judgedBy(ra, tx, { fact, orders, gateway })));
      const now = timestamp(ra.clock);
      await store(tx, { gateway, receivedAt: now, judged });
      const accepted = judged.flatMap(({ fact, known, refusal }) =>
        known === null || refusal !== null ? [] : [{ id: fact.id, madeAt: fact.madeAt, ...known }],
      );
      await takeEffect(tx, now, accepted);
      const entries = await Promise.all(accepted.map((fact) => auditOf(tx, fact, orders)));
      await auditAll(tx, { at: now, actor: gateway }, entries.flat());
      for (const { fact, refusal } of judged) answers.set(fact.id, refusal);
    }
    return { deliveries: facts.map(({ id }) => deliveryOf(id, answers.get(id) ?? null)) };
  });
}

async function judgedBy(
  ra: RaContext,
  tx: Executor,
  {
    fact,
    orders,
    gateway,
  }: { readonly fact: WireFact; readonly orders: readonly OrderRow[]; readonly gateway: string },
): Promise<Judged> {
  const parsed = knownFact.safeParse(fact);
  if (!parsed.success) return { fact, known: null, refusal: 'badRequest' };
  return { fact, known: parsed.data, refusal: await judge(ra, tx, { fact: parsed.data, orders, gateway }) };
}

function deliveryOf(id: string, refusal: string | null): FactDelivery {
  return refusal === null ? { id, accepted: true } : { id, accepted: false, reason: refusal };
}

async function earlierAnswers(tx: Executor, facts: readonly WireFact[]): Promise<Map<string, string | null>> {
  const rows = await tx.all<{ id: string; refusal: string | null }>(
    'SELECT id, refusal FROM fact WHERE id IN (SELECT value FROM json_each(?))',
    [JSON.stringify(facts.map(({ id }) => id))],
  );
  return new Map(rows.map(({ id, refusal }) => [id, refusal]));
}

/** The orders of all cards that the facts name. */
function ordersOf(tx: Executor, facts: readonly WireFact[]): Promise<OrderRow[]> {
  const serials = facts.map(({ body }) => body['cardSerial']).filter((serial) => typeof serial === 'string');
  return ordersByCards(tx, new Set(serials));
}

/** Inserts the whole batch with one statement. The order of the rows is the order of delivery. */
async function store(
  tx: Executor,
  {
    gateway,
    receivedAt,
    judged,
  }: { readonly gateway: string; readonly receivedAt: string; readonly judged: readonly Judged[] },
): Promise<void> {
  const rows = judged.map(({ fact, refusal }) => [fact.id, fact.kind, fact.madeAt, JSON.stringify(fact.body), refusal]);
  await tx.run(
    `INSERT INTO fact (id, kind, made_at, body, gateway, received_at, refusal)
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, ?, ?, value ->> 4 FROM json_each(?)`,
    [gateway, receivedAt, JSON.stringify(rows)],
  );
}

import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { timestamp } from '../../../base/clock.js';
import type { Executor } from '../../../base/database.js';
import type { components } from '../../ra-api/schema.generated.js';
import type { RaContext } from '../raContext.js';
import { auditAll } from '../store/audit.js';
import { holdsOf } from '../store/orderHolds.js';
import { ordersByCards } from '../store/rows.js';
import { auditOf, takeEffect } from './factEffects.js';
import { knownFact, type KnownFact } from './factBodies.js';
import { judge, type FactInScene } from './factJudgement.js';
import { Scene } from './factScene.js';

type WireFact = components['schemas']['Fact'];
type FactDelivery = components['schemas']['FactDelivery'];

/** A fact and the reason to refuse it; null accepts it. */
interface Judged {
  readonly fact: WireFact;
  readonly known: KnownFact | null;
  readonly refusal: string | null;
}

/**
 * Stores each new fact, all in one transaction. A fact that was accepted before is accepted again; one that was refused is judged anew, as
 * what the RA knows may have changed. Another fact of the same id, or from another gateway, is a conflict and is not stored.
 */
export async function acceptFacts(
  ra: RaContext,
  gateway: string,
  facts: readonly WireFact[],
): Promise<{ deliveries: FactDelivery[] }> {
  return ra.db.transaction(async (tx) => {
    const now = timestamp(ra.clock);
    const known = await earlierFacts(tx, facts);
    const scene = await sceneOf(tx, gateway, facts);
    const judged: Judged[] = [];
    const deliveries: FactDelivery[] = [];
    for (const fact of facts) {
      const earlier = known.get(fact.id);
      if (earlier !== undefined && !isSame(earlier, gateway, fact)) {
        deliveries.push(deliveryOf(fact.id, 'conflict'));
        continue;
      }
      if (earlier === undefined || (earlier.refusal !== null && !earlier.isOfThisBatch)) {
        const one = await judgedBy(ra, tx, { fact, gateway, scene });
        judged.push(one);
        if (one.known !== null && one.refusal === null) scene.accepted(one.known, now);
        known.set(fact.id, { ...fact, gateway, refusal: one.refusal, isOfThisBatch: true });
      }
      deliveries.push(deliveryOf(fact.id, known.get(fact.id)?.refusal ?? null));
    }
    if (judged.length > 0) await record(tx, { gateway, now, judged, scene });
    return { deliveries };
  });
}

async function record(
  tx: Executor,
  { gateway, now, judged, scene }: { gateway: string; now: string; judged: readonly Judged[]; scene: Scene },
): Promise<void> {
  await store(tx, { gateway, receivedAt: now, judged });
  const accepted = judged.flatMap(({ fact, known, refusal }) =>
    known === null || refusal !== null ? [] : [{ id: fact.id, madeAt: fact.madeAt, ...known }],
  );
  await takeEffect(tx, now, accepted);
  const entries = await Promise.all(accepted.map((fact) => auditOf(tx, fact, scene.orders)));
  await auditAll(tx, { at: now, actor: gateway }, entries.flat());
}

async function judgedBy(
  ra: RaContext,
  tx: Executor,
  { fact, ...where }: Omit<FactInScene, 'fact' | 'id'> & { readonly fact: WireFact },
): Promise<Judged> {
  const parsed = knownFact.safeParse(fact);
  if (!parsed.success) return { fact, known: null, refusal: 'badRequest' };
  return { fact, known: parsed.data, refusal: await judge(ra, tx, { id: fact.id, fact: parsed.data, ...where }) };
}

function deliveryOf(id: string, refusal: string | null): FactDelivery {
  return refusal === null ? { id, accepted: true } : { id, accepted: false, reason: refusal };
}

/** A fact of this id that the RA has already. */
interface EarlierFact extends Pick<WireFact, 'kind' | 'body'> {
  readonly gateway: string;
  readonly refusal: string | null;
  readonly isOfThisBatch: boolean;
}

function isSame(earlier: EarlierFact, gateway: string, { kind, body }: WireFact): boolean {
  return earlier.gateway === gateway && earlier.kind === kind && isDeepStrictEqual(earlier.body, body);
}

async function earlierFacts(tx: Executor, facts: readonly WireFact[]): Promise<Map<string, EarlierFact>> {
  const rows = await tx.all<{ id: string; kind: string; body: string; gateway: string; refusal: string | null }>(
    'SELECT id, kind, body, gateway, refusal FROM fact WHERE id IN (SELECT value FROM json_each(?))',
    [JSON.stringify(facts.map(({ id }) => id))],
  );
  return new Map(
    rows.map(({ id, body, ...row }) => [
      id,
      { ...row, body: storedBody.parse(JSON.parse(body)), isOfThisBatch: false },
    ]),
  );
}

/** The body as it was delivered, whatever the kind. */
const storedBody = z.record(z.string(), z.unknown());

/** The orders of all cards that the facts name. */
async function sceneOf(tx: Executor, gateway: string, facts: readonly WireFact[]): Promise<Scene> {
  const serials = facts.map(({ body }) => body['cardSerial']).filter((serial) => typeof serial === 'string');
  const orders = await ordersByCards(tx, new Set(serials));
  const holds = await holdsOf(
    tx,
    orders.map(({ id }) => id),
  );
  return new Scene(gateway, orders, holds);
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
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, ?, ?, value ->> 4 FROM json_each(?) WHERE true
     ON CONFLICT (id) DO UPDATE SET refusal = excluded.refusal, received_at = excluded.received_at`,
    [gateway, receivedAt, JSON.stringify(rows)],
  );
}

import { fromBase64 } from '../../../base/bytes.js';
import { timestamp } from '../../../base/clock.js';
import type { Executor } from '../../../base/database.js';
import type { components } from '../../ra-api/schema.generated.js';
import { normalSerial } from '../ca/certificateAuthority.js';
import type { Office } from '../office.js';
import { auditAll, type AuditEntry } from '../store/audit.js';
import type { OrderRow } from '../store/rows.js';
import { knownFact, type KnownFact } from './factBodies.js';

type WireFact = components['schemas']['Fact'];
type FactDelivery = components['schemas']['FactDelivery'];

/** A fact and the RA's word on it: null accepts. */
interface Judged {
  readonly fact: WireFact;
  readonly known: KnownFact | null;
  readonly refusal: string | null;
}

/** Takes every fact once, all new ones in one transaction; a fact that came before gets the answer it got then. */
export async function acceptFacts(
  office: Office,
  gateway: string,
  facts: readonly WireFact[],
): Promise<{ deliveries: FactDelivery[] }> {
  return office.db.transaction(async (tx) => {
    const answers = await answersGiven(tx, facts);
    const fresh = [...new Map(facts.map((fact) => [fact.id, fact])).values()].filter(({ id }) => !answers.has(id));
    if (fresh.length > 0) {
      const orders = await ordersOf(tx, fresh);
      const judged = await Promise.all(fresh.map((fact) => judge(office, tx, orders, fact)));
      const now = timestamp(office.clock);
      await store(tx, gateway, now, judged);
      const accepted = judged.flatMap(({ known, refusal }) => (known === null || refusal !== null ? [] : [known]));
      await takeEffect(tx, now, accepted);
      await auditAll(tx, now, gateway, accepted.flatMap(auditOf));
      for (const { fact, refusal } of judged) answers.set(fact.id, refusal);
    }
    return { deliveries: facts.map(({ id }) => deliveryOf(id, answers.get(id) ?? null)) };
  });
}

function deliveryOf(id: string, refusal: string | null): FactDelivery {
  return refusal === null ? { id, accepted: true } : { id, accepted: false, reason: refusal };
}

async function answersGiven(tx: Executor, facts: readonly WireFact[]): Promise<Map<string, string | null>> {
  const rows = await tx.all<{ id: string; refusal: string | null }>(
    'SELECT id, refusal FROM fact WHERE id IN (SELECT value FROM json_each(?))',
    [JSON.stringify(facts.map(({ id }) => id))],
  );
  return new Map(rows.map(({ id, refusal }) => [id, refusal]));
}

/** The orders of all cards that the facts speak of, by card serial. */
async function ordersOf(tx: Executor, facts: readonly WireFact[]): Promise<Map<string, OrderRow>> {
  const serials = new Set(facts.map(({ body }) => body['cardSerial']).filter((serial) => typeof serial === 'string'));
  const rows = await tx.all<OrderRow>(
    'SELECT * FROM card_order WHERE card_serial IN (SELECT value FROM json_each(?))',
    [JSON.stringify([...serials])],
  );
  return new Map(rows.map((row) => [row.card_serial, row]));
}

async function judge(
  { escrow }: Office,
  tx: Executor,
  orders: ReadonlyMap<string, OrderRow>,
  fact: WireFact,
): Promise<Judged> {
  const parsed = knownFact.safeParse(fact);
  if (!parsed.success) return { fact, known: null, refusal: 'badRequest' };
  const known = parsed.data;
  const order = orders.get(known.body.cardSerial);
  const judged = (refusal: string | null): Judged => ({ fact, known, refusal });
  if (known.kind === 'pukUsed') return judged(order === undefined ? 'cardUnknown' : null);
  if (order?.id !== known.body.orderId) return judged('orderUnknown');
  switch (known.kind) {
    case 'pukEscrowed':
      return judged(escrow.accepts(fromBase64(known.body.sealedPuk)) ? null : 'notSealedToEscrowKey');
    case 'pinLetter':
      return judged(escrow.accepts(fromBase64(known.body.sealedPin)) ? null : 'notSealedToEscrowKey');
    case 'cardIssued':
      return judged(
        (await certificatesAre(tx, order.id, known.body.certificateSerials)) ? null : 'certificatesUnknown',
      );
  }
}

async function certificatesAre(tx: Executor, orderId: string, serials: readonly string[]): Promise<boolean> {
  const rows = await tx.all<{ serial: string }>('SELECT serial FROM certificate WHERE order_id = ?', [orderId]);
  const issued = rows.map(({ serial }) => serial).sort();
  return issued.length > 0 && issued.join() === serials.map(normalSerial).sort().join();
}

/** One statement for the whole batch: the order of the rows is the order of delivery. */
async function store(tx: Executor, gateway: string, receivedAt: string, judged: readonly Judged[]): Promise<void> {
  const rows = judged.map(({ fact, refusal }) => [fact.id, fact.kind, fact.madeAt, JSON.stringify(fact.body), refusal]);
  await tx.run(
    `INSERT INTO fact (id, kind, made_at, body, gateway, received_at, refusal)
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, ?, ?, value ->> 4 FROM json_each(?)`,
    [gateway, receivedAt, JSON.stringify(rows)],
  );
  await storeSealed(tx, judged);
}

async function storeSealed(tx: Executor, judged: readonly Judged[]): Promise<void> {
  const puks: unknown[][] = [];
  const pins: unknown[][] = [];
  for (const { fact, known, refusal } of judged) {
    if (refusal !== null || known === null) continue;
    const { kind, body } = known;
    if (kind === 'pukEscrowed') puks.push([body.cardSerial, body.pin, body.sealedPuk, fact.id]);
    if (kind === 'pinLetter') pins.push([body.orderId, body.pin, body.sealedPin, fact.id]);
  }
  const columns = 'SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)';
  if (puks.length > 0) {
    await tx.run(`INSERT INTO escrowed_puk (card_serial, pin, sealed, fact_id) ${columns}`, [JSON.stringify(puks)]);
  }
  if (pins.length > 0) {
    await tx.run(`INSERT INTO pin_letter (order_id, pin, sealed, fact_id) ${columns}`, [JSON.stringify(pins)]);
  }
}

/** What an accepted fact changes beyond being kept. */
async function takeEffect(tx: Executor, now: string, facts: readonly KnownFact[]): Promise<void> {
  for (const { kind, body } of facts) {
    if (kind !== 'cardIssued') continue;
    await tx.run('UPDATE card_order SET issued_at = ? WHERE id = ? AND issued_at IS NULL', [now, body.orderId]);
    await tx.run(
      `UPDATE registration SET state = 'issued'
       WHERE state = 'issuing' AND id = (SELECT registration_id FROM card_order WHERE id = ?)`,
      [body.orderId],
    );
  }
}

function auditOf(fact: KnownFact): AuditEntry[] {
  switch (fact.kind) {
    case 'pukEscrowed':
    case 'pinLetter':
      return [];
    case 'cardIssued': {
      const { orderId, cardSerial } = fact.body;
      return [{ event: 'cardIssued', facts: { orderId, cardSerial } }];
    }
    case 'pukUsed':
      return [{ event: 'pukUsed', facts: fact.body }];
  }
}

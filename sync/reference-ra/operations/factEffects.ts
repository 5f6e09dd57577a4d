import type { Executor } from '../../../base/database.js';
import { normalSerial } from '../ca/certificateAuthority.js';
import type { AuditEntry } from '../store/audit.js';
import { registrationOfLetter } from '../store/letterRows.js';
import type { OrderRow } from '../store/rows.js';
import type { KnownFact } from './factBodies.js';

export type AcceptedFact = KnownFact & { readonly id: string; readonly madeAt: string };

/** Applies accepted facts in the order of their delivery. */
export async function takeEffect(tx: Executor, now: string, facts: readonly AcceptedFact[]): Promise<void> {
  await storeSealed(tx, facts);
  for (const fact of facts) await takeEffectOf(tx, now, fact);
}

/** Stores sealed PUKs and PINs, with one statement each for the whole batch. */
async function storeSealed(tx: Executor, facts: readonly AcceptedFact[]): Promise<void> {
  const puks: unknown[][] = [];
  const pins: unknown[][] = [];
  for (const { id, kind, body } of facts) {
    if (kind === 'pukEscrowed') puks.push([body.cardSerial, body.pin, body.sealedPuk, id]);
    if (kind === 'pinLetter') pins.push([body.orderId, body.pin, body.sealedPin, id]);
  }
  const columns = 'SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)';
  if (puks.length > 0) {
    await tx.run(`INSERT INTO escrowed_puk (card_serial, pin, sealed, fact_id) ${columns}`, [JSON.stringify(puks)]);
  }
  if (pins.length > 0) {
    await tx.run(`INSERT INTO pin_letter (order_id, pin, sealed, fact_id) ${columns}`, [JSON.stringify(pins)]);
  }
}

async function takeEffectOf(tx: Executor, now: string, { id, kind, body, madeAt }: AcceptedFact): Promise<void> {
  switch (kind) {
    case 'cardPrepared':
      await tx.run('UPDATE card_order SET prepared_at = ? WHERE id = ? AND prepared_at IS NULL', [now, body.orderId]);
      await moveRegistration(tx, body.orderId, { from: ['issuing'], to: 'prepared' });
      return;
    case 'cardIssued':
    case 'certificatesRenewed':
      await completeOrder(tx, now, body.orderId);
      return;
    case 'certificatesRewritten':
      for (const orderId of await openOrdersOf(tx, body.certificateSerials)) await completeOrder(tx, now, orderId);
      return;
    case 'termsAccepted':
      await tx.run(
        `INSERT INTO terms_acceptance (fact_id, registration_id, version, accepted_at, place, operator)
         VALUES (?, ?, ?, ?, ?, ?)`,
        [id, body.registrationId, body.termsVersion, body.acceptedAt, body.place, body.operator],
      );
      return;
    case 'letterPrinted':
      await tx.run('INSERT INTO letter_print (fact_id, letter_id, operator, copy, printed_at) VALUES (?, ?, ?, ?, ?)', [
        id,
        body.letterId,
        body.operator,
        body.copy,
        madeAt,
      ]);
      return;
    case 'pukEscrowed':
    case 'pinLetter':
    case 'pukUsed':
    case 'auditCheckpoint':
      return;
  }
}

/** Everything of the order is on the card. */
async function completeOrder(tx: Executor, now: string, orderId: string): Promise<void> {
  await tx.run(
    `UPDATE card_order SET issued_at = ?, prepared_at = CASE kind WHEN 'issue' THEN coalesce(prepared_at, ?) END
     WHERE id = ? AND issued_at IS NULL`,
    [now, now, orderId],
  );
  await moveRegistration(tx, orderId, { from: ['issuing', 'prepared'], to: 'issued' });
}

/** Orders whose certificates were issued, never reported on the card, and are now written again (憑證下載). */
async function openOrdersOf(tx: Executor, serials: readonly string[]): Promise<string[]> {
  const rows = await tx.all<{ id: string }>(
    `SELECT DISTINCT card_order.id FROM card_order JOIN certificate ON certificate.order_id = card_order.id
     WHERE card_order.issued_at IS NULL AND certificate.serial IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(serials.map(normalSerial))],
  );
  return rows.map(({ id }) => id);
}

/** Changes the state of the order's registration. The order of a spoiled card changes nothing. */
async function moveRegistration(
  tx: Executor,
  orderId: string,
  { from, to }: { readonly from: readonly string[]; readonly to: 'prepared' | 'issued' },
): Promise<void> {
  await tx.run(
    `UPDATE registration SET state = ?
     WHERE state IN (SELECT value FROM json_each(?))
       AND id = (SELECT registration_id FROM card_order WHERE id = ? AND spoiled_at IS NULL)`,
    [to, JSON.stringify(from), orderId],
  );
}

/** The audit entries of a fact. @param orders those of all cards that the batch names */
export async function auditOf(tx: Executor, fact: AcceptedFact, orders: readonly OrderRow[]): Promise<AuditEntry[]> {
  switch (fact.kind) {
    case 'pukEscrowed':
    case 'pinLetter':
      return [];
    case 'auditCheckpoint':
      return [{ event: fact.kind, facts: { seq: fact.body.seq, hash: fact.body.hash } }];
    case 'cardPrepared':
    case 'cardIssued':
    case 'certificatesRenewed': {
      const { orderId, cardSerial } = fact.body;
      return [{ event: fact.kind, facts: { orderId, cardSerial, ...registrationOf(orders, cardSerial) } }];
    }
    case 'certificatesRewritten': {
      const { cardSerial, certificateSerials } = fact.body;
      const facts = { cardSerial, serials: certificateSerials.join(' '), ...registrationOf(orders, cardSerial) };
      return [{ event: fact.kind, facts }];
    }
    case 'pukUsed':
      return [{ event: fact.kind, facts: fact.body }];
    case 'termsAccepted': {
      const { registrationId, termsVersion, place, operator } = fact.body;
      return [
        { event: fact.kind, facts: { registrationId, termsVersion, place, ...(operator !== null && { operator }) } },
      ];
    }
    case 'letterPrinted': {
      const registrationId = (await registrationOfLetter(tx, fact.body.letterId)) ?? '';
      return [{ event: fact.kind, facts: { ...fact.body, registrationId } }];
    }
  }
}

function registrationOf(orders: readonly OrderRow[], cardSerial: string): { readonly registrationId?: string } {
  const order = orders.find(({ card_serial }) => card_serial === cardSerial);
  return order === undefined ? {} : { registrationId: order.registration_id };
}

/** Cards: the record of a card, the certificates that it should hold, and taking it out of use. */
import { timestamp } from '../../../base/clock.js';
import type { PinReference } from '../../../base/terms.js';
import type { CardRecord, SpoilReason, Spoiling } from '../../connector.js';
import type { components } from '../../ra-api/schema.generated.js';
import type { RaContext } from '../raContext.js';
import { refuseUnknownOperators } from '../operators.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';
import { certificatesByCard, isInForce, recordOf } from '../store/certificateRows.js';
import { historyOfCard } from '../store/history.js';
import { once, type Caller } from '../store/idempotency.js';
import { issueOrderByCard, registrationById, registrationOf, type OrderRow } from '../store/rows.js';
import { heldCard, refuseSpoiled, type CardRequest } from './orders.js';

interface SpoiledRow {
  readonly reason: SpoilReason;
  readonly spoiled_at: string;
}

function stateOf(order: OrderRow | undefined, spoiled: SpoiledRow | undefined): CardRecord['state'] {
  if (spoiled !== undefined) return 'spoiled';
  if (order === undefined) return 'unknown';
  if (order.issued_at !== null) return 'issued';
  return order.prepared_at === null ? 'issuing' : 'prepared';
}

/** The record of a card; its state is `unknown` when the RA does not know it. */
export async function readCard(
  { db, clock }: RaContext,
  gateway: string,
  cardSerial: string,
): Promise<components['schemas']['CardRecord']> {
  return db.transaction(async (tx) => {
    const order = await issueOrderByCard(tx, cardSerial);
    const registration = order && (await registrationById(tx, order.registration_id));
    const spoiled = await tx.get<SpoiledRow>('SELECT * FROM spoiled_card WHERE card_serial = ?', [cardSerial]);
    const certificates = await certificatesByCard(tx, cardSerial);
    const released = await tx.get<{ count: number }>(
      'SELECT count(*) AS count FROM puk_release WHERE card_serial = ?',
      [cardSerial],
    );
    const escrowed = await tx.all<{ pin: PinReference }>(
      'SELECT DISTINCT pin FROM escrowed_puk WHERE card_serial = ? ORDER BY pin',
      [cardSerial],
    );
    if (order !== undefined)
      await audit(tx, { at: timestamp(clock), actor: gateway, event: 'cardRead', facts: { cardSerial } });
    return {
      cardSerial,
      family: order?.family ?? null,
      state: stateOf(order, spoiled),
      registration: registration === undefined ? null : registrationOf(registration),
      openedAt: order?.opened_at ?? null,
      issuedAt: order?.issued_at ?? null,
      spoiledAt: spoiled?.spoiled_at ?? null,
      spoilReason: spoiled?.reason ?? null,
      certificates: certificates.map((certificate) => recordOf(certificate, clock.now())),
      escrowedPuks: escrowed.map(({ pin }) => pin),
      pukReleases: released?.count ?? 0,
      history: await historyOfCard(tx, cardSerial),
    };
  });
}

/** 憑證下載: the certificates in force whose keys are on the card. */
export function certificatesOfCard(
  ra: RaContext,
  gateway: string,
  { cardSerial, ground }: CardRequest,
): Promise<{ certificates: components['schemas']['CertificateRecord'][] }> {
  const nowMs = ra.clock.now();
  return ra.db.transaction(async (tx) => {
    const { registration, by } = await heldCard(ra, tx, { gateway, cardSerial, ground });
    const certificates = await certificatesByCard(tx, cardSerial);
    await audit(tx, {
      at: timestamp(ra.clock),
      actor: gateway,
      event: 'certificatesAskedFor',
      facts: {
        registrationId: registration.id,
        cardSerial,
        ...by,
      },
    });
    return {
      certificates: certificates
        .filter((certificate) => isInForce(certificate, nowMs))
        .map((certificate) => recordOf(certificate, nowMs)),
    };
  });
}

/** 作廢: takes the card out of use. A registration that has no certificates yet can be bound to another card. */
export function spoilCard(ra: RaContext, { gateway, key }: Caller, spoiling: Spoiling): Promise<{ spoiledAt: string }> {
  const { cardSerial, reason, note, operator } = spoiling;
  return once(ra, { gateway, key, request: { spoilCard: spoiling } }, async (tx) => {
    await refuseUnknownOperators(tx, operator);
    await refuseSpoiled(tx, cardSerial);
    const certificates = await certificatesByCard(tx, cardSerial);
    const count = certificates.filter((certificate) => isInForce(certificate, ra.clock.now())).length;
    if (count > 0) throw new Refusal('certificatesInForce', { count });
    const spoiledAt = timestamp(ra.clock);
    const order = await issueOrderByCard(tx, cardSerial);
    await tx.run(
      'INSERT INTO spoiled_card (card_serial, reason, note, operator, gateway, spoiled_at) VALUES (?, ?, ?, ?, ?, ?)',
      [cardSerial, reason, note, operator, gateway, spoiledAt],
    );
    await tx.run('UPDATE card_order SET spoiled_at = ? WHERE card_serial = ?', [spoiledAt, cardSerial]);
    if (order !== undefined) {
      await tx.run("UPDATE registration SET state = 'approved' WHERE id = ? AND state IN ('issuing', 'prepared')", [
        order.registration_id,
      ]);
    }
    await audit(tx, {
      at: spoiledAt,
      actor: gateway,
      event: 'cardSpoiled',
      facts: {
        cardSerial,
        reason,
        operator,
        ...(order !== undefined && { registrationId: order.registration_id }),
      },
    });
    return { spoiledAt };
  });
}

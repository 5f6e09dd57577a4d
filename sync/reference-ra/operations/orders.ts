/** Orders: the first binds a registration to a card, later ones renew the certificates of the same card. */
import { randomUUID } from 'node:crypto';
import { timestamp } from '../../../base/clock.js';
import type { Executor } from '../../../base/database.js';
import { toBase64 } from '../../../base/bytes.js';
import type { Ground } from '../../connector.js';
import type { components } from '../../ra-api/schema.generated.js';
import { subjectText } from '../../subjectTemplate.js';
import type { RaContext } from '../raContext.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';
import { certificatesByOrder } from '../store/certificateRows.js';
import { once, type Caller } from '../store/idempotency.js';
import { giveOrder, refuseUnlessHeld } from '../store/orderHolds.js';
import {
  issueOrderByCard,
  orderById,
  openRenewalByCard,
  registrationById,
  registrationOf,
  type OrderRow,
  type RegistrationRow,
} from '../store/rows.js';
import { acceptGround, refuseUnlessByCard } from './grounds.js';
import { refuseUnlessRenewable } from './renewals.js';

type WireOrder = components['schemas']['Order'];

export interface OrderRequest {
  readonly registrationId: string;
  readonly card: { readonly cardSerial: string; readonly family: string };
}

/** Binds an approved registration to one card. The same card again gets the same order, if no other gateway holds it. */
export function openOrder(ra: RaContext, { gateway, key }: Caller, request: OrderRequest): Promise<WireOrder> {
  return once(ra, { gateway, key, request: { openOrder: request } }, async (tx) => {
    const registration = await registrationById(tx, request.registrationId);
    if (registration === undefined) throw new Refusal('registrationUnknown');
    const { cardSerial, family } = request.card;
    await refuseSpoiled(tx, cardSerial);
    const boundTo = await issueOrderByCard(tx, cardSerial);
    if (boundTo !== undefined && boundTo.registration_id !== registration.id) throw new Refusal('cardAlreadyBound');
    const now = timestamp(ra.clock);
    if (boundTo !== undefined) return answer(ra, tx, await heldBy(tx, { order: boundTo, gateway, now }));
    const orderId = randomUUID();
    refuseUnlessApproved(registration);
    await tx.run(
      `INSERT INTO card_order (id, kind, registration_id, card_serial, family, opened_at)
         VALUES (?, 'issue', ?, ?, ?, ?)`,
      [orderId, registration.id, cardSerial, family, now],
    );
    await tx.run("UPDATE registration SET state = 'issuing' WHERE id = ?", [registration.id]);
    await audit(tx, {
      at: now,
      actor: gateway,
      event: 'orderOpened',
      facts: { orderId, registrationId: registration.id, cardSerial },
    });
    const fence = await giveOrder(tx, { orderId, gateway, at: now });
    return answer(ra, tx, { id: orderId, card_serial: cardSerial, registration_id: registration.id, fence });
  });
}

interface Taking {
  readonly order: OrderRow;
  readonly gateway: string;
  readonly now: string;
}

/** An order that no gateway holds goes to the one that asks. @throws {Refusal} `orderHeldElsewhere` */
async function heldBy(tx: Executor, taking: Taking): Promise<HeldOrder> {
  if (taking.order.holder !== null) refuseUnlessHeld(taking.order, taking.gateway);
  return taken(tx, taking);
}

/**
 * The order goes to the gateway that asks, unless it holds it already. Once its certificates were given to a gateway it stays there:
 * another one gets no others, and what the first one reports would be superseded.
 * @throws {Refusal} `orderHeldElsewhere`
 */
async function taken(tx: Executor, { order, gateway, now }: Taking): Promise<HeldOrder> {
  if (order.holder === gateway && order.fence !== null) return { ...order, fence: order.fence };
  const { id: orderId, registration_id: registrationId, card_serial: cardSerial } = order;
  if (order.holder !== null && (await certificatesByOrder(tx, orderId)).length > 0) refuseUnlessHeld(order, gateway);
  const fence = await giveOrder(tx, { orderId, gateway, at: now });
  const facts = { orderId, registrationId, cardSerial, fence, from: order.holder ?? '' };
  await audit(tx, { at: now, actor: gateway, event: 'orderTaken', facts });
  return { ...order, fence };
}

/** The RA's staff take an order from its gateway. The next one that opens it for this card gets it. @throws {Refusal} `orderUnknown` */
export async function releaseOrder({ db, clock }: RaContext, orderId: string): Promise<void> {
  await db.transaction(async (tx) => {
    const order = await orderById(tx, orderId);
    if (order === undefined) throw new Refusal('orderUnknown');
    const at = timestamp(clock);
    await giveOrder(tx, { orderId, gateway: null, at });
    const { registration_id: registrationId, card_serial: cardSerial, holder } = order;
    const facts = { orderId, registrationId, cardSerial, from: holder ?? '' };
    await audit(tx, { at, actor: 'ra', event: 'orderReleased', facts });
  });
}

function refuseUnlessApproved(registration: RegistrationRow): void {
  switch (registration.state) {
    case 'approved':
      return;
    case 'pending':
    case 'revoked':
      throw new Refusal('registrationNotApproved', { state: registration.state });
    case 'issuing':
    case 'prepared':
    case 'issued':
      throw new Refusal('registrationAlreadyIssued', { cardSerial: registration.card_serial ?? '' });
  }
}

/** @throws {Refusal} `cardSpoiled` */
export async function refuseSpoiled(tx: Executor, cardSerial: string): Promise<void> {
  const spoiled = await tx.get('SELECT 1 FROM spoiled_card WHERE card_serial = ?', [cardSerial]);
  if (spoiled !== undefined) throw new Refusal('cardSpoiled');
}

/** A request about a card that its holder or the counter has at hand. */
export interface CardRequest {
  readonly cardSerial: string;
  readonly ground: Ground;
}

/** A bound card and its registration. */
export interface HeldCard {
  readonly order: OrderRow;
  readonly registration: RegistrationRow;
  /** Who stands behind the request, for the audit log. */
  readonly by: Awaited<ReturnType<typeof acceptGround>>;
}

/** @throws {Refusal} unless the card is bound, is not spoiled, and the ground is its holder or the counter */
export async function heldCard(
  ra: RaContext,
  tx: Executor,
  { gateway, cardSerial, ground }: CardRequest & { readonly gateway: string },
): Promise<HeldCard> {
  await refuseSpoiled(tx, cardSerial);
  const order = await issueOrderByCard(tx, cardSerial);
  const registration = order && (await registrationById(tx, order.registration_id));
  if (order === undefined || registration === undefined) throw new Refusal('cardUnknown');
  const registrationId = registration.id;
  const by = await acceptGround(ra, tx, { gateway, ground, registrationId, foreign: 'notCardHolder' });
  return { order, registration, by };
}

/** The order of a prepared card, for the subscriber who applies (憑證申請), at whichever gateway: it holds the order from now on. */
export function resumeOrder(ra: RaContext, gateway: string, { cardSerial, ground }: CardRequest): Promise<WireOrder> {
  return ra.db.transaction(async (tx) => {
    const { order, registration, by } = await heldCard(ra, tx, { gateway, cardSerial, ground });
    const { state } = registration;
    if (state !== 'prepared') throw new Refusal('registrationNotPrepared', { state });
    await audit(tx, {
      at: timestamp(ra.clock),
      actor: gateway,
      event: 'orderResumed',
      facts: {
        orderId: order.id,
        registrationId: registration.id,
        cardSerial,
        ...by,
      },
    });
    return answer(ra, tx, await taken(tx, { order, gateway, now: timestamp(ra.clock) }));
  });
}

/** 憑證展期: an order for new certificates on the same card. While one is open, the same order again, held by the gateway where the card is. */
export function openRenewal(
  ra: RaContext,
  { gateway, key }: Caller,
  { cardSerial, ground }: CardRequest,
): Promise<WireOrder> {
  return once(ra, { gateway, key, request: { openRenewal: cardSerial, ground } }, async (tx) => {
    const { order, registration, by } = await heldCard(ra, tx, { gateway, cardSerial, ground });
    await refuseUnlessByCard(tx, ground);
    const { state } = registration;
    if (state !== 'issued') throw new Refusal('registrationNotPrepared', { state });
    const open = await openRenewalByCard(tx, cardSerial);
    await refuseUnlessRenewable(ra, tx, { cardSerial, openRenewalId: open?.id ?? null });
    const now = timestamp(ra.clock);
    if (open !== undefined) return answer(ra, tx, await taken(tx, { order: open, gateway, now }));
    const orderId = randomUUID();
    await tx.run(
      `INSERT INTO card_order (id, kind, registration_id, card_serial, family, opened_at)
       VALUES (?, 'renew', ?, ?, ?, ?)`,
      [orderId, registration.id, cardSerial, order.family, now],
    );
    await audit(tx, {
      at: now,
      actor: gateway,
      event: 'renewalOpened',
      facts: { orderId, registrationId: registration.id, cardSerial, ...by },
    });
    const fence = await giveOrder(tx, { orderId, gateway, at: now });
    return answer(ra, tx, { id: orderId, card_serial: cardSerial, registration_id: registration.id, fence });
  });
}

type HeldOrder = Pick<OrderRow, 'id' | 'card_serial' | 'registration_id'> & { readonly fence: number };

async function answer({ escrow, rules }: RaContext, tx: Executor, order: HeldOrder): Promise<WireOrder> {
  const registration = await registrationById(tx, order.registration_id);
  if (registration === undefined) throw new Error('an order without a registration');
  return {
    id: order.id,
    fence: order.fence,
    registration: registrationOf(registration),
    cardSerial: order.card_serial,
    escrowCertificate: toBase64(escrow.certificate),
    subject: subjectText(rules.subject, registration.user_identifier),
  };
}

/** @returns the order @throws {Refusal} `orderUnknown` unless it is an order of this card */
export function refuseUnlessOfCard(order: OrderRow | undefined, cardSerial: string): OrderRow {
  if (order?.card_serial !== cardSerial) throw new Refusal('orderUnknown');
  return order;
}

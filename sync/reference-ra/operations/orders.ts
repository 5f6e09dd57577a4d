import { randomUUID } from 'node:crypto';
import { timestamp } from '../../../base/clock.js';
import type { Executor } from '../../../base/database.js';
import { toBase64 } from '../../../base/bytes.js';
import { distinguishedNameText } from '../../pki/names.js';
import type { components } from '../../ra-api/schema.generated.js';
import { subjectOf } from '../ca/subject.js';
import type { Office } from '../office.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';
import { once } from '../store/idempotency.js';
import { orderByCard, registrationById, registrationOf, type OrderRow, type RegistrationRow } from '../store/rows.js';

export interface OrderRequest {
  readonly registrationId: string;
  readonly card: { readonly cardSerial: string; readonly family: string };
}

/** Binds an approved registration to one card; the same card again gives the same order. */
export function openOrder(
  office: Office,
  gateway: string,
  key: string,
  request: OrderRequest,
): Promise<components['schemas']['Order']> {
  return once(office, { gateway, key, request: { openOrder: request } }, async (tx) => {
    const registration = await registrationById(tx, request.registrationId);
    if (registration === undefined) throw new Refusal('registrationUnknown');
    const { cardSerial, family } = request.card;
    const boundTo = await orderByCard(tx, cardSerial);
    if (boundTo !== undefined && boundTo.registration_id !== registration.id) throw new Refusal('cardAlreadyBound');
    if (boundTo === undefined) {
      refuseUnlessApproved(registration);
      const now = timestamp(office.clock);
      const orderId = randomUUID();
      await tx.run(
        'INSERT INTO card_order (id, registration_id, card_serial, family, opened_at) VALUES (?, ?, ?, ?, ?)',
        [orderId, registration.id, cardSerial, family, now],
      );
      await tx.run("UPDATE registration SET state = 'issuing' WHERE id = ?", [registration.id]);
      await audit(tx, now, gateway, 'orderOpened', { orderId, registrationId: registration.id, cardSerial });
    }
    return answer(office, tx, cardSerial);
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
    case 'issued':
      throw new Refusal('registrationAlreadyIssued', { cardSerial: registration.card_serial ?? '' });
  }
}

async function answer(office: Office, tx: Executor, cardSerial: string): Promise<components['schemas']['Order']> {
  const order = await orderByCard(tx, cardSerial);
  const registration = order && (await registrationById(tx, order.registration_id));
  if (order === undefined || registration === undefined) throw new Error('the order was not stored');
  return {
    id: order.id,
    registration: registrationOf(registration),
    cardSerial,
    escrowCertificate: toBase64(office.escrow.certificate),
    subject: distinguishedNameText(subjectOf(registration.user_identifier)),
  };
}

/** The order, when it is that of this card. */
export function refuseUnlessOfCard(order: OrderRow | undefined, cardSerial: string): OrderRow {
  if (order?.card_serial !== cardSerial) throw new Refusal('orderUnknown');
  return order;
}

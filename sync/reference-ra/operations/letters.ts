import { fromBase64 } from '../../../base/bytes.js';
import { timestamp } from '../../../base/clock.js';
import type { Secret } from '../../../base/secret.js';
import type { PinReference } from '../../../base/terms.js';
import type { Office } from '../office.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';
import { orderById, registrationById } from '../store/rows.js';

/** What the password letter (密碼單) says. The caller prints it and disposes of the PINs. */
export interface PasswordLetter {
  readonly orderId: string;
  readonly cardSerial: string;
  readonly name: string;
  readonly userIdentifier: string;
  readonly letterContact: string;
  readonly pins: readonly { readonly pin: PinReference; readonly value: Secret }[];
}

/** Opens the PINs in force of an order's card. @throws {Refusal} `orderUnknown` */
export async function openLetter({ db, clock, escrow }: Office, orderId: string): Promise<PasswordLetter> {
  const order = await orderById(db, orderId);
  const registration = order && (await registrationById(db, order.registration_id));
  if (order === undefined || registration === undefined) throw new Refusal('orderUnknown');
  const rows = await db.all<{ pin: PinReference; sealed: string }>(
    `SELECT pin, sealed FROM pin_letter AS letter
     WHERE order_id = ? AND number = (SELECT max(number) FROM pin_letter WHERE order_id = letter.order_id AND pin = letter.pin)
     ORDER BY pin`,
    [orderId],
  );
  await db.transaction((tx) => audit(tx, timestamp(clock), 'ra', 'letterOpened', { orderId, pins: rows.length }));
  return {
    orderId,
    cardSerial: order.card_serial,
    name: registration.name,
    userIdentifier: registration.user_identifier,
    letterContact: registration.letter_contact,
    pins: await Promise.all(
      rows.map(async ({ pin, sealed }) => ({ pin, value: await escrow.open(fromBase64(sealed)) })),
    ),
  };
}

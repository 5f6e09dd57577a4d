/** The authorisation of a subscriber to unblock one PIN of one card. */
import { randomUUID } from 'node:crypto';
import { timestamp } from '../../../base/clock.js';
import type { Secret } from '../../../base/secret.js';
import type { PinReference } from '../../../base/terms.js';
import type { UnblockAuthorisation } from '../../connector.js';
import type { RaContext } from '../raContext.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';
import { issueOrderByCard, registrationById } from '../store/rows.js';
import { login } from './logins.js';

const lifetimeMs = 10 * 60 * 1000;

export interface UnblockRequest {
  readonly account: string;
  /** 網站密碼 */
  readonly password: Secret;
  readonly cardSerial: string;
  readonly pin: PinReference;
}

/** Verifies the website password of the card's holder. Three wrong passwords in a row suspend the account. */
export async function authoriseUnblock(
  ra: RaContext,
  gateway: string,
  request: UnblockRequest,
): Promise<UnblockAuthorisation> {
  await login(ra, gateway, request);
  return grant(ra, gateway, request);
}

async function grant(
  { db, clock }: RaContext,
  gateway: string,
  request: UnblockRequest,
): Promise<UnblockAuthorisation> {
  const { account, cardSerial, pin } = request;
  return db.transaction(async (tx) => {
    const order = await issueOrderByCard(tx, cardSerial);
    if (order === undefined) throw new Refusal('cardUnknown');
    if (order.spoiled_at !== null) throw new Refusal('cardSpoiled');
    const registration = await registrationById(tx, order.registration_id);
    if (registration?.account !== account || registration.state === 'revoked') throw new Refusal('notCardHolder');
    const escrowed = await tx.get('SELECT 1 FROM escrowed_puk WHERE card_serial = ? AND pin = ?', [cardSerial, pin]);
    if (escrowed === undefined) throw new Refusal('noEscrowedPuk');
    const id = randomUUID();
    const expiresAt = new Date(clock.now() + lifetimeMs).toISOString();
    await tx.run(
      'INSERT INTO authorisation (id, gateway, account, card_serial, pin, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
      [id, gateway, account, cardSerial, pin, expiresAt],
    );
    await audit(tx, {
      at: timestamp(clock),
      actor: gateway,
      event: 'unblockAuthorised',
      facts: {
        authorisationId: id,
        registrationId: registration.id,
        account,
        cardSerial,
        pin,
      },
    });
    return { id, cardSerial, pin, name: registration.name, expiresAt };
  });
}

/** Releases of escrowed PUKs. */
import { fromBase64, toBase64 } from '../../../base/bytes.js';
import { timestamp } from '../../../base/clock.js';
import type { Executor } from '../../../base/database.js';
import type { PinReference } from '../../../base/terms.js';
import type { PukReleaseGround } from '../../connector.js';
import { readCertificate } from '../../../base/pki/certificate.js';
import { isStrongKey } from '../ca/certificateAuthority.js';
import type { RaContext } from '../raContext.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';
import { once, type Caller } from '../store/idempotency.js';
import { refuseUnlessHeld } from '../store/orderHolds.js';
import { issueOrderByCard, orderById } from '../store/rows.js';
import { refuseUnlessOfCard } from './orders.js';

export interface WirePukRelease {
  readonly ground: PukReleaseGround;
  readonly cardSerial: string;
  readonly pin: PinReference;
  /** X.509 DER, base64. */
  readonly recipientCertificate: string;
}

/** A release, the gateway that asks for it, and the time (RFC 3339). */
interface ReleaseRequest extends WirePukRelease {
  readonly gateway: string;
  readonly now: string;
}

interface AuthorisationRow {
  readonly gateway: string;
  readonly card_serial: string;
  readonly pin: number;
  readonly expires_at: string;
  readonly used_at: string | null;
}

/** Releases the PUK in force, sealed to the key of one operation. Every release is counted. */
export async function releasePuk(
  ra: RaContext,
  { gateway, key }: Caller,
  release: WirePukRelease,
): Promise<{ sealedPuk: string }> {
  const { ground, cardSerial, pin } = release;
  const recipient = checkRecipient(release.recipientCertificate);
  return once(ra, { gateway, key, request: { releasePuk: release } }, async (tx) => {
    const now = timestamp(ra.clock);
    const groundId = await acceptGround(tx, { ...release, gateway, now });
    const inForce = await tx.get<{ sealed: string }>(
      'SELECT sealed FROM escrowed_puk WHERE card_serial = ? AND pin = ? ORDER BY number DESC LIMIT 1',
      [cardSerial, pin],
    );
    if (inForce === undefined) throw new Refusal('noEscrowedPuk');
    const sealed = await ra.escrow.sealAgain(fromBase64(inForce.sealed), recipient);
    await tx.run(
      `INSERT INTO puk_release (card_serial, pin, ground, ground_id, gateway, released_at) VALUES (?, ?, ?, ?, ?, ?)`,
      [cardSerial, pin, ground.kind, groundId, gateway, now],
    );
    const counted = await tx.get<{ releases: number }>(
      'SELECT count(*) AS releases FROM puk_release WHERE card_serial = ? AND pin = ?',
      [cardSerial, pin],
    );
    const releases = counted?.releases ?? 0;
    await audit(tx, {
      at: now,
      actor: gateway,
      event: 'pukReleased',
      facts: { ground: ground.kind, groundId, cardSerial, pin, releases },
    });
    return { sealedPuk: toBase64(sealed) };
  });
}

/** @throws {Refusal} unless it is a certificate with a key that may be sealed to */
export function checkRecipient(base64: string): Uint8Array {
  let certificate: Uint8Array;
  let strong: boolean;
  try {
    certificate = fromBase64(base64);
    strong = isStrongKey(readCertificate(certificate).publicKey);
  } catch {
    throw new Refusal('badRequest', {}, 'the recipient is not a certificate');
  }
  if (!strong) throw new Refusal('badRequest', {}, 'the recipient’s key is too weak');
  return certificate;
}

/** @returns the id of the authorisation (now used up) or of the order. */
function acceptGround(tx: Executor, request: ReleaseRequest): Promise<string> {
  const { ground } = request;
  switch (ground.kind) {
    case 'authorisation':
      return useAuthorisation(tx, ground.authorisationId, request);
    case 'order':
      return acceptOrder(tx, ground.orderId, request);
  }
}

async function useAuthorisation(
  tx: Executor,
  id: string,
  { gateway, cardSerial, pin, now }: ReleaseRequest,
): Promise<string> {
  const row = await tx.get<AuthorisationRow>('SELECT * FROM authorisation WHERE id = ?', [id]);
  if (row?.gateway !== gateway || row.card_serial !== cardSerial || row.pin !== pin || row.expires_at <= now) {
    throw new Refusal('authorisationExpired');
  }
  if (row.used_at !== null) throw new Refusal('authorisationUsed');
  await refuseUnlessPrepared(tx, cardSerial);
  await tx.run('UPDATE authorisation SET used_at = ? WHERE id = ?', [now, id]);
  return id;
}

/**
 * While a card is being prepared, its current PUK may still wait in the outbox of the gateway that prepares it. An earlier PUK would be
 * released, and would cost a try of the card's PUK.
 */
async function refuseUnlessPrepared(tx: Executor, cardSerial: string): Promise<void> {
  const order = await issueOrderByCard(tx, cardSerial);
  if (order === undefined) throw new Refusal('cardUnknown');
  if (order.spoiled_at !== null) throw new Refusal('cardSpoiled');
  if (order.prepared_at === null && order.issued_at === null) {
    throw new Refusal('registrationNotPrepared', { state: 'issuing' });
  }
}

/** The counter may unblock a card that is being issued. Once the card has its PINs, only its holder may. */
async function acceptOrder(tx: Executor, orderId: string, { cardSerial, gateway }: ReleaseRequest): Promise<string> {
  const order = refuseUnlessOfCard(await orderById(tx, orderId), cardSerial);
  refuseUnlessHeld(order, gateway);
  if (order.spoiled_at !== null) throw new Refusal('cardSpoiled');
  if (order.prepared_at !== null || order.issued_at !== null) {
    throw new Refusal('registrationAlreadyIssued', { cardSerial });
  }
  return order.id;
}

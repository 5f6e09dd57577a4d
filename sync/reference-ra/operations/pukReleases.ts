import { fromBase64, toBase64 } from '../../../base/bytes.js';
import { timestamp } from '../../../base/clock.js';
import type { Executor } from '../../../base/database.js';
import type { PinReference } from '../../../base/terms.js';
import type { PukReleaseGround } from '../../connector.js';
import { readCertificate } from '../../../base/pki/certificate.js';
import { isStrongKey } from '../ca/certificateAuthority.js';
import type { Office } from '../office.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';
import { once } from '../store/idempotency.js';
import { issueOrderByCard, orderById } from '../store/rows.js';
import { refuseUnlessOfCard } from './orders.js';

export interface WirePukRelease {
  readonly ground: PukReleaseGround;
  readonly cardSerial: string;
  readonly pin: PinReference;
  /** X.509 DER, base64. */
  readonly recipientCertificate: string;
}

interface AuthorisationRow {
  readonly gateway: string;
  readonly card_serial: string;
  readonly pin: number;
  readonly expires_at: string;
  readonly used_at: string | null;
}

/** Hands out the PUK in force, sealed to the key of one operation; every release is counted. */
export async function releasePuk(
  office: Office,
  gateway: string,
  key: string,
  release: WirePukRelease,
): Promise<{ sealedPuk: string }> {
  const { ground, cardSerial, pin } = release;
  const recipient = checkRecipient(release.recipientCertificate);
  return once(office, { gateway, key, request: { releasePuk: release } }, async (tx) => {
    const now = timestamp(office.clock);
    const groundId = await acceptGround(tx, gateway, release, now);
    const inForce = await tx.get<{ sealed: string }>(
      'SELECT sealed FROM escrowed_puk WHERE card_serial = ? AND pin = ? ORDER BY number DESC LIMIT 1',
      [cardSerial, pin],
    );
    if (inForce === undefined) throw new Refusal('noEscrowedPuk');
    const sealed = await office.escrow.handOn(fromBase64(inForce.sealed), recipient);
    await tx.run(
      `INSERT INTO puk_release (card_serial, pin, ground, ground_id, gateway, released_at) VALUES (?, ?, ?, ?, ?, ?)`,
      [cardSerial, pin, ground.kind, groundId, gateway, now],
    );
    const counted = await tx.get<{ releases: number }>(
      'SELECT count(*) AS releases FROM puk_release WHERE card_serial = ? AND pin = ?',
      [cardSerial, pin],
    );
    const releases = counted?.releases ?? 0;
    await audit(tx, now, gateway, 'pukReleased', { ground: ground.kind, groundId, cardSerial, pin, releases });
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
function acceptGround(tx: Executor, gateway: string, release: WirePukRelease, now: string): Promise<string> {
  switch (release.ground.kind) {
    case 'authorisation':
      return useAuthorisation(tx, gateway, release.ground.authorisationId, release, now);
    case 'order':
      return acceptOrder(tx, release.ground.orderId, release.cardSerial);
  }
}

async function useAuthorisation(
  tx: Executor,
  gateway: string,
  id: string,
  { cardSerial, pin }: WirePukRelease,
  now: string,
): Promise<string> {
  const row = await tx.get<AuthorisationRow>('SELECT * FROM authorisation WHERE id = ?', [id]);
  if (row?.gateway !== gateway || row.card_serial !== cardSerial || row.pin !== pin || row.expires_at <= now) {
    throw new Refusal('authorisationExpired');
  }
  if (row.used_at !== null) throw new Refusal('authorisationUsed');
  await refuseUnlessHandedOut(tx, cardSerial);
  await tx.run('UPDATE authorisation SET used_at = ? WHERE id = ?', [now, id]);
  return id;
}

/**
 * While a card is being prepared, the PUK in force may still wait in the outbox of the gateway that works on it: an earlier one would
 * come out, and spend a try of the card's PUK.
 */
async function refuseUnlessHandedOut(tx: Executor, cardSerial: string): Promise<void> {
  const order = await issueOrderByCard(tx, cardSerial);
  if (order === undefined) throw new Refusal('cardUnknown');
  if (order.spoiled_at !== null) throw new Refusal('cardSpoiled');
  if (order.prepared_at === null && order.issued_at === null) {
    throw new Refusal('registrationNotPrepared', { state: 'issuing' });
  }
}

/** A card that is being issued belongs to the counter; once it has its PINs, only its holder opens it. */
async function acceptOrder(tx: Executor, orderId: string, cardSerial: string): Promise<string> {
  const order = refuseUnlessOfCard(await orderById(tx, orderId), cardSerial);
  if (order.spoiled_at !== null) throw new Refusal('cardSpoiled');
  if (order.prepared_at !== null || order.issued_at !== null) {
    throw new Refusal('registrationAlreadyIssued', { cardSerial });
  }
  return order.id;
}

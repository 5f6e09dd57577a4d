/** The key pairs of a card with their certificates: where new ones go, and the proof that key and certificate belong together. */
import { randomBytes } from 'node:crypto';
import { equalBytes } from '../../base/bytes.js';
import type { KeyUse } from '../../base/terms.js';
import { slotOf } from '../../card/drivers/capabilities.js';
import type { CardDriver, KeyPlace } from '../../card/drivers/driver.js';
import { nullWhenMalformed } from '../../card/errors.js';
import { certificateKeySigned } from '../../base/pki/certificate.js';
import { Failure } from '../contract/failures/failure.js';

export interface Pair {
  readonly use: KeyUse;
  readonly place: KeyPlace;
}

export type Places = Readonly<Partial<Record<KeyUse, KeyPlace>>>;

/**
 * The places for new keys: beside the current pairs. A family without room beside them has the place of the current pair, and whoever
 * uses it compares that with the certificates in force (`refuseCertifiedPlaces`).
 */
export async function freePlaces(card: CardDriver, uses: readonly KeyUse[]): Promise<Places> {
  const places: Partial<Record<KeyUse, KeyPlace>> = {};
  for (const use of uses) {
    const current = await card.currentPlace(use).catch(nullWhenMalformed);
    const isOver = slotOf(card.capabilities, use)?.renewal === 'over';
    places[use] = isOver ? 'a' : current === 'a' ? 'b' : 'a';
  }
  return places;
}

export function pairsIn(places: Places): readonly Pair[] {
  return (Object.entries(places) as [KeyUse, KeyPlace][]).map(([use, place]) => ({ use, place }));
}

/** The certificate on the card; null when there is none, or it cannot be read. */
export function readableCertificate(card: CardDriver, { use, place }: Pair): Promise<Uint8Array | null> {
  return card.readCertificate(use, place).catch(nullWhenMalformed);
}

/** The public key on the card; null when there is none, or it cannot be read. */
export function readablePublicKey(card: CardDriver, { use, place }: Pair): Promise<Uint8Array | null> {
  return card.readPublicKey(use, place).catch(nullWhenMalformed);
}

/**
 * Reads the certificate back and has the card sign a challenge, which the certificate's key has to verify.
 * @param verify presents the PIN that the key needs
 * @throws {Failure} `job.checkKey.…`
 */
export async function checkPair(
  card: CardDriver,
  { use, place }: Pair,
  { written, verify }: { readonly written: Uint8Array; readonly verify: () => Promise<void> },
): Promise<void> {
  const onCard = await readableCertificate(card, { use, place });
  if (onCard === null || !equalBytes(onCard, written)) throw new Failure('job.checkKey.readBack', { use });
  await verify();
  const challenge = new Uint8Array(randomBytes(32));
  const signature = await card.sign(use, place, challenge);
  if (!certificateKeySigned(onCard, challenge, signature)) throw new Failure('job.checkKey.challenge', { use });
}

/** Finds which certificate belongs to which key of a card, and which certificates are on the card already. */
import { equalBytes, fromBase64 } from '../../../../base/bytes.js';
import type { KeyUse } from '../../../../base/terms.js';
import type { CardDriver, KeyPlace } from '../../../../card/drivers/driver.js';
import { nullWhenMalformed } from '../../../../card/errors.js';
import type { RaProfile } from '../../../../config/raProfile.js';
import { Failure } from '../../../contract/failures/failure.js';
import { checkIssued, issuedFacts } from '../../certification/checks.js';
import { readableCertificate, readablePublicKey } from '../../../readers/keyPair.js';

/** A certificate in force, as the RA gave it: X.509 DER, base64. */
export interface InForce {
  readonly use: KeyUse;
  readonly certificate: string;
  readonly userIdentifier: string;
}

export interface Match {
  readonly use: KeyUse;
  readonly place: KeyPlace;
  /** X.509 DER, base64. */
  readonly certificate: string;
  /** Is exactly this certificate on the card? */
  readonly written: boolean;
  /** Is it the newest of its use? That one becomes the current one. */
  readonly newest: boolean;
  /** Is its place the current one of its use? */
  readonly current: boolean;
}

const keyPlaces: readonly KeyPlace[] = ['a', 'b'];

/**
 * Finds for each certificate the place of its key. The newest of each use must have one. An older certificate without a key on the
 * card is left out.
 * @param inForce newest first
 * @throws {Failure} `writeCertificates.match.…`, `job.obtainCertificates.…`
 */
export async function matchCertificates(
  card: CardDriver,
  uses: readonly KeyUse[],
  inForce: readonly InForce[],
  profile: RaProfile,
): Promise<Match[]> {
  const matches: Match[] = [];
  for (const use of uses) {
    const current = await card.currentPlace(use).catch(nullWhenMalformed);
    const keys = await keysOf(card, use);
    for (const [age, { certificate }] of inForce.filter((one) => one.use === use).entries()) {
      const der = fromBase64(certificate);
      const { publicKey } = issuedFacts(der, use);
      const place = keys.find(({ key }) => equalBytes(key, publicKey))?.place;
      const newest = age === 0;
      if (place !== undefined) {
        const onCard = await readableCertificate(card, { use, place });
        const written = onCard !== null && equalBytes(onCard, der);
        matches.push({ use, place, certificate, written, newest, current: place === current });
      } else if (newest) {
        throw new Failure('writeCertificates.match.otherCard', { use });
      }
    }
    if (!matches.some((match) => match.use === use)) throw new Failure('writeCertificates.match.none', { use });
  }
  checkNewest(matches, inForce, profile);
  return matches;
}

function checkNewest(matches: readonly Match[], inForce: readonly InForce[], profile: RaProfile): void {
  const newest = matches.filter((match) => match.newest);
  const issued = newest.map(({ use, certificate }) => ({ use, certificate: fromBase64(certificate) }));
  const expected = issued.map(({ use, certificate }) => ({ use, publicKey: issuedFacts(certificate, use).publicKey }));
  checkIssued(issued, expected, { subject: profile.subject, userIdentifier: inForce[0]?.userIdentifier ?? '' });
}

async function keysOf(card: CardDriver, use: KeyUse): Promise<{ place: KeyPlace; key: Uint8Array }[]> {
  const keys: { place: KeyPlace; key: Uint8Array }[] = [];
  for (const place of keyPlaces) {
    const key = await readablePublicKey(card, { use, place });
    if (key !== null) keys.push({ place, key });
  }
  return keys;
}

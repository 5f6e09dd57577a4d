/** Checks that the certificates of a card can be renewed: they have the RA's subject and have not ended. */
import { toBase64 } from '../../../../base/bytes.js';
import type { KeyUse } from '../../../../base/terms.js';
import type { CardDriver } from '../../../../card/drivers/driver.js';
import { CardProtocolError } from '../../../../card/errors.js';
import type { RaProfile } from '../../../../config/raProfile.js';
import { readCertificate, type CertificateFacts } from '../../../../base/pki/certificate.js';
import { fitsTemplate } from '../../../../sync/subjectTemplate.js';
import { Failure } from '../../../contract/failures/failure.js';
import { readableCertificate } from '../../../readers/keyPair.js';
import type { Outcomes } from './outcomes.js';

/** @param now RFC 3339 @throws {Failure} `renewCertificates.checkCard.…` */
export async function renewablePairs(
  card: CardDriver,
  uses: readonly KeyUse[],
  profile: RaProfile,
  now: string,
): Promise<Outcomes['checkCard']['current']> {
  const current: { use: KeyUse; certificate: string }[] = [];
  for (const use of uses) {
    const certificate = await currentCertificate(card, use);
    const { subject, notAfter } = factsOf(certificate, use);
    if (!fitsTemplate(subject, profile.subject)) throw new Failure('renewCertificates.checkCard.otherRa', { subject });
    if (Date.parse(notAfter) < Date.parse(now)) {
      throw new Failure('renewCertificates.checkCard.expired', { endedOn: dayInTaipei(notAfter) });
    }
    current.push({ use, certificate: toBase64(certificate) });
  }
  return current;
}

async function currentCertificate(card: CardDriver, use: KeyUse): Promise<Uint8Array> {
  try {
    const place = await card.currentPlace(use);
    if (place === null) throw new Failure('renewCertificates.checkCard.noCertificate', { use });
    const certificate = await readableCertificate(card, { use, place });
    if (certificate !== null) return certificate;
  } catch (error) {
    if (!(error instanceof CardProtocolError)) throw error;
  }
  throw unreadable(use);
}

function factsOf(certificate: Uint8Array, use: KeyUse): CertificateFacts {
  try {
    return readCertificate(certificate);
  } catch {
    throw unreadable(use);
  }
}

function unreadable(use: KeyUse): Failure {
  return new Failure('renewCertificates.checkCard.unreadable', { use });
}

/** `YYYY-MM-DD` in Asia/Taipei, as the RA counts days. */
function dayInTaipei(time: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Taipei' }).format(new Date(time));
}

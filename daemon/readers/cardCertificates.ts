import type { KeyUse } from '../../base/terms.js';
import type { CardDriver, CardLifeCycle } from '../../card/drivers/driver.js';
import { CardProtocolError } from '../../card/errors.js';
import { readCertificate, type CertificateFacts } from '../../base/pki/certificate.js';

export interface CardCertificate {
  readonly use: KeyUse;
  /** Upper-case hex. */
  readonly serial: string;
  /** RFC 3339, UTC */
  readonly notAfter: string;
}

/** The current certificates of a card. An unreadable one is left out; the job that needs it fails with the reason. */
export async function currentCertificates(card: CardDriver, lifeCycle: CardLifeCycle): Promise<CardCertificate[]> {
  if (lifeCycle !== 'issued') return [];
  const found: CardCertificate[] = [];
  for (const use of await card.uses()) {
    const place = await card.currentPlace(use);
    const certificate = place && (await card.readCertificate(use, place).catch(nullWhenMalformed));
    const facts = certificate && factsOf(certificate);
    if (facts !== null) found.push({ use, serial: facts.serial, notAfter: facts.notAfter });
  }
  return found;
}

function nullWhenMalformed(error: unknown): null {
  if (error instanceof CardProtocolError) return null;
  throw error;
}

function factsOf(certificate: Uint8Array): CertificateFacts | null {
  try {
    return readCertificate(certificate);
  } catch {
    return null;
  }
}

import type { KeyUse } from '../../base/terms.js';
import type { CardReading } from '../../card/drivers/driver.js';
import { readCertificate, type CertificateFacts } from '../../base/pki/certificate.js';

export interface CardCertificate {
  readonly use: KeyUse;
  /** Upper-case hex. */
  readonly serial: string;
  /** RFC 3339, UTC */
  readonly notAfter: string;
}

/** The current certificates of an issued card. An unreadable one is left out; the job that needs it fails with the reason. */
export function currentCertificates({ lifeCycle, certificates }: CardReading): CardCertificate[] {
  if (lifeCycle !== 'issued') return [];
  return certificates.flatMap(({ use, certificate }) => {
    const facts = certificate instanceof Error ? null : factsOf(certificate);
    return facts === null ? [] : { use, serial: facts.serial, notAfter: facts.notAfter };
  });
}

function factsOf(certificate: Uint8Array): CertificateFacts | null {
  try {
    return readCertificate(certificate);
  } catch {
    return null;
  }
}

/** Checks of a certificate before it is written to a card. */
import { equalBytes } from '../../../base/bytes.js';
import type { KeyUse } from '../../../base/terms.js';
import type { RaProfile } from '../../../config/raProfile.js';
import { readCertificate, type CertificateFacts } from '../../../base/pki/certificate.js';
import type { KeyUsage } from '../../../base/pki/extensions.js';
import { subjectText } from '../../../sync/subjectTemplate.js';
import { Failure } from '../../contract/failures/failure.js';

export interface ExpectedCertificate {
  readonly use: KeyUse;
  /** SubjectPublicKeyInfo, DER, of the key on the card. */
  readonly publicKey: Uint8Array;
}

interface Issued {
  readonly use: KeyUse;
  /** X.509 DER */
  readonly certificate: Uint8Array;
}

/**
 * Checks the certificate of each key: its public key, its subject by the RA's template and its key usage. All of them have to end
 * in the same second.
 * @returns the keys with their certificates
 * @throws {Failure} `job.obtainCertificates.…`, `release.certificate.unreadable`
 */
export function checkIssued<E extends ExpectedCertificate>(
  issued: readonly Issued[],
  expected: readonly E[],
  template: { readonly subject: RaProfile['subject']; readonly userIdentifier: string },
): readonly (E & { readonly certificate: Uint8Array })[] {
  const subject = subjectText(template.subject, template.userIdentifier);
  const checked = expected.map((one) => {
    const { use, publicKey } = one;
    const certificate = issued.find((candidate) => candidate.use === use)?.certificate;
    const facts = certificate && issuedFacts(certificate, use);
    if (certificate === undefined || facts === undefined || !equalBytes(facts.publicKey, publicKey)) {
      throw new Failure('job.obtainCertificates.otherKey', { use });
    }
    if (facts.subject !== subject) {
      throw new Failure('job.obtainCertificates.otherSubject', { use, subject: facts.subject });
    }
    if (!usageFits(use, facts)) throw new Failure('job.obtainCertificates.otherUsage', { use });
    return { ...one, certificate, notAfter: facts.notAfter };
  });
  if (new Set(checked.map(({ notAfter }) => notAfter)).size > 1) throw new Failure('job.obtainCertificates.otherEnd');
  return checked;
}

/** What a certificate of the RA says. @param certificate X.509 DER @throws {Failure} `release.certificate.unreadable` */
export function issuedFacts(certificate: Uint8Array, use: KeyUse): CertificateFacts {
  try {
    return readCertificate(certificate);
  } catch (cause) {
    throw new Failure('release.certificate.unreadable', { use }, { cause });
  }
}

const signing: readonly KeyUsage[] = ['digitalSignature', 'nonRepudiation'];
const encryption: readonly KeyUsage[] = ['keyEncipherment', 'dataEncipherment', 'keyAgreement'];

/** A key for one use must not be certified for the other, because a decryption could be used as a forged signature. */
function usageFits(use: KeyUse, { keyUsages }: CertificateFacts): boolean {
  const signs = keyUsages.some((usage) => signing.includes(usage));
  const encrypts = keyUsages.some((usage) => encryption.includes(usage));
  return signs === (use !== 'encrypt') && encrypts === (use !== 'sign');
}

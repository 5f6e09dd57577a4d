import type { KeyUse } from '../../base/terms.js';
import { readCertificate } from '../../base/pki/certificate.js';
import type { WireCertificate } from '../contract/messages.js';

/** A certificate as screens see it. @param certificate X.509 DER */
export function wireCertificate(use: KeyUse, certificate: Uint8Array): WireCertificate {
  const { serial, subject, issuer, notBefore, notAfter } = readCertificate(certificate);
  return { use, serial, subject, issuer, notBefore, notAfter };
}

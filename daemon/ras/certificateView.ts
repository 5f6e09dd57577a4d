import { z } from 'zod';
import type { KeyUse } from '../../base/terms.js';
import { readCertificate } from '../../base/pki/certificate.js';

/** What a person is shown of a certificate; also as it is stored with a job. */
export const certificateViewSchema = z.object({
  use: z.enum(['sign', 'encrypt', 'signEncrypt']),
  /** Upper-case hex. */
  serial: z.string(),
  subject: z.string(),
  issuer: z.string(),
  /** RFC 3339, as `notAfter`. */
  notBefore: z.string(),
  notAfter: z.string(),
});
export type CertificateView = z.infer<typeof certificateViewSchema>;

/** @param certificate X.509 DER */
export function wireCertificate(use: KeyUse, certificate: Uint8Array): CertificateView {
  const { serial, subject, issuer, notBefore, notAfter } = readCertificate(certificate);
  return { use, serial, subject, issuer, notBefore, notAfter };
}

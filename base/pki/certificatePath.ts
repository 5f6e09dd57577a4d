/** Certification path validation (RFC 5280 §6). */
import { CertificateChainValidationEngine, id_KeyUsage, type Certificate } from 'pkijs';
import type * as asn1js from 'asn1js';
import { equalBytes } from '../bytes.js';
import { parseCertificate } from './certificate.js';
import { der } from './der.js';
import { keyUsageBits, type KeyUsage } from './extensions.js';

/** Accepted signature algorithms: SHA-256, SHA-384 and SHA-512 with RSA (PKCS #1 v1.5) and with ECDSA. */
const strongSignatures: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
  '1.2.840.10045.4.3.2',
  '1.2.840.10045.4.3.3',
  '1.2.840.10045.4.3.4',
]);

/**
 * Builds the path from a certificate to a trusted authority.
 * @param certificate X.509 DER
 * @param authorities X.509 DER. Self-issued ones are trust anchors, the others are intermediate certificates.
 * @param at every certificate of the path has to be valid at this time
 * @returns the path in DER, the certificate first and the trust anchor last; null when there is no valid path, when a signature in it
 * uses another algorithm than those accepted, and when `certificate` is itself one of `authorities`
 */
export async function certificatePath(
  certificate: Uint8Array,
  authorities: readonly Uint8Array[],
  at: Date,
): Promise<readonly Uint8Array[] | null> {
  // Without this check the engine would accept the certificate as its own trust anchor.
  if (authorities.some((authority) => equalBytes(authority, certificate))) return null;
  const parsed = authorities.map(parseCertificate);
  const isRoot = (one: Certificate): boolean => one.subject.isEqual(one.issuer);
  const engine = new CertificateChainValidationEngine({
    trustedCerts: parsed.filter(isRoot),
    // The engine validates the last certificate of this list.
    certs: [...parsed.filter((one) => !isRoot(one)), parseCertificate(certificate)],
    crls: [],
    checkDate: at,
  });
  const { result, certificatePath: path = [] } = await engine.verify();
  if (!result) return null;
  const weak = path
    .slice(0, -1)
    .some(({ signatureAlgorithm }) => !strongSignatures.has(signatureAlgorithm.algorithmId));
  return weak ? null : path.map((one) => der(one.toSchema()));
}

/**
 * Does KeyUsage allow this usage (RFC 5280 §4.2.1.3)? A certificate without the extension allows every usage.
 * @param certificate X.509 DER
 */
export function hasKeyUsage(certificate: Uint8Array, usage: KeyUsage): boolean {
  const extension = parseCertificate(certificate).extensions?.find(({ extnID }) => extnID === id_KeyUsage);
  if (extension === undefined) return true;
  const bits = (extension.parsedValue as unknown as asn1js.BitString).valueBlock.valueHexView;
  return ((bits[0] ?? 0) & (0x80 >> keyUsageBits[usage])) !== 0;
}

/** Certification paths (RFC 5280 §6): from a certificate to an authority that is trusted. */
import { CertificateChainValidationEngine, id_KeyUsage, type Certificate } from 'pkijs';
import type * as asn1js from 'asn1js';
import { equalBytes } from '../bytes.js';
import { parseCertificate } from './certificate.js';
import { der } from './der.js';
import { keyUsageBits, type KeyUsage } from './extensions.js';

/** Signatures that are trusted: SHA-256 and longer with RSA (PKCS #1 v1.5) and ECDSA. */
const strongSignatures: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
  '1.2.840.10045.4.3.2',
  '1.2.840.10045.4.3.3',
  '1.2.840.10045.4.3.4',
]);

/**
 * @param certificate X.509 DER
 * @param authorities X.509 DER: those that name themselves as their issuer are trusted, the others may stand in between
 * @param at the moment for which every certificate of the path has to be valid
 * @returns the path in DER, the certificate first and the trusted authority last; null when there is none
 */
export async function certificatePath(
  certificate: Uint8Array,
  authorities: readonly Uint8Array[],
  at: Date,
): Promise<readonly Uint8Array[] | null> {
  // An authority has no path to one: the engine would find that it is there already.
  if (authorities.some((authority) => equalBytes(authority, certificate))) return null;
  const parsed = authorities.map(parseCertificate);
  const isRoot = (one: Certificate): boolean => one.subject.isEqual(one.issuer);
  const engine = new CertificateChainValidationEngine({
    trustedCerts: parsed.filter(isRoot),
    // The engine takes the last one for the certificate that is asked about.
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

/** May the certificate's key be used so (RFC 5280 §4.2.1.3)? Without the extension it is not restricted. */
export function hasKeyUsage(certificate: Uint8Array, usage: KeyUsage): boolean {
  const extension = parseCertificate(certificate).extensions?.find(({ extnID }) => extnID === id_KeyUsage);
  if (extension === undefined) return true;
  const bits = (extension.parsedValue as unknown as asn1js.BitString).valueBlock.valueHexView;
  return ((bits[0] ?? 0) & (0x80 >> keyUsageBits[usage])) !== 0;
}

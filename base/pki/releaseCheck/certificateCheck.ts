/** The release check of a subscriber's certificate: what a CA returned is believed for nothing but what can be checked here. */
import { equalBytes } from '../../bytes.js';
import type { KeyUse } from '../../terms.js';
import {
  allowsUsage,
  certificateParts,
  extensionIds,
  extensionValue,
  hasUnprocessed,
  isAuthority,
  purposesOf,
  type CertificateParts,
} from '../certificateParts.js';
import { keyUsageBits, type KeyUsage } from '../extensions.js';
import { sameName } from '../nameStructure.js';
import { isTrustedAlgorithm, signatureVerifies } from '../signatures.js';

/** What is wrong with a certificate. docs/release-check.md explains each and names its source. */
export type CertificateFault =
  | 'unreadable'
  | 'issuer'
  | 'signature'
  | 'expired'
  | 'notYetValid'
  | 'authority'
  | 'usage'
  | 'extension'
  | 'serial'
  | 'key'
  | 'serialReused';

export interface CertificateOrder {
  readonly use: KeyUse;
  /** SubjectPublicKeyInfo, DER, of the key on the card. */
  readonly publicKey: Uint8Array;
  /** X.509 DER: the pinned issuing CAs. */
  readonly issuers: readonly Uint8Array[];
  readonly at: Date;
  /** The clock of the CA may be ahead by this much. */
  readonly clockToleranceMs?: number | undefined;
}

/** The environment check calls a larger difference of the clocks a failure. */
const usualToleranceMs = 5 * 60_000;

const processed: ReadonlySet<string> = new Set([
  extensionIds.keyUsage,
  extensionIds.basicConstraints,
  extensionIds.extendedKeyUsage,
  extensionIds.subjectAltName,
  extensionIds.certificatePolicies,
]);

const signing: readonly KeyUsage[] = ['digitalSignature', 'nonRepudiation'];
const encryption: readonly KeyUsage[] = ['keyEncipherment', 'dataEncipherment', 'keyAgreement'];
const ofAuthorities: readonly KeyUsage[] = ['keyCertSign', 'cRLSign'];

/** Server authentication, code signing, time stamping, OCSP signing, any purpose: no subscriber's card is for these. */
const foreignPurposes: readonly string[] = [
  '1.3.6.1.5.5.7.3.1',
  '1.3.6.1.5.5.7.3.3',
  '1.3.6.1.5.5.7.3.8',
  '1.3.6.1.5.5.7.3.9',
  '2.5.29.37.0',
];

/** @param certificate X.509 DER @returns the first thing that is wrong with it; null: it may be written to the card */
export function certificateFault(certificate: Uint8Array, order: CertificateOrder): CertificateFault | null {
  try {
    const parts = certificateParts(certificate);
    return keyOrSerialFault(parts, order) ?? issuerFault(parts, order) ?? contentFault(parts, order.use);
  } catch {
    return 'unreadable';
  }
}

function keyOrSerialFault(
  parts: CertificateParts,
  { publicKey, at, clockToleranceMs = usualToleranceMs }: CertificateOrder,
): CertificateFault | null {
  if (!equalBytes(parts.publicKey, publicKey)) return 'key';
  // RFC 5280 §4.1.2.2: positive, and no longer than 20 octets.
  if (parts.serial === 0n || parts.serial >= 2n ** 159n) return 'serial';
  if (parts.notAfter.getTime() < at.getTime()) return 'expired';
  return parts.notBefore.getTime() > at.getTime() + clockToleranceMs ? 'notYetValid' : null;
}

function issuerFault(parts: CertificateParts, order: CertificateOrder): CertificateFault | null {
  const named = order.issuers.map(certificateParts).filter((issuer) => mayIssue(issuer, parts, order));
  if (named.length === 0) return 'issuer';
  const { algorithm, innerAlgorithm, signed, signature } = parts;
  if (algorithm !== innerAlgorithm || !isTrustedAlgorithm(algorithm)) return 'signature';
  return named.some((issuer) =>
    signatureVerifies({ publicKey: issuer.publicKey, algorithmId: algorithm, data: signed, signature }),
  )
    ? null
    : 'signature';
}

/** An authority of this name that is in force, and may sign certificates (RFC 5280 §6.1.4 k–n). */
function mayIssue(
  issuer: CertificateParts,
  { issuer: name }: CertificateParts,
  { at, clockToleranceMs = usualToleranceMs }: CertificateOrder,
): boolean {
  return (
    sameName(issuer.subject, name) &&
    isAuthority(issuer) &&
    allowsUsage(issuer, keyUsageBits.keyCertSign) &&
    issuer.notBefore.getTime() <= at.getTime() + clockToleranceMs &&
    at <= issuer.notAfter
  );
}

function contentFault(parts: CertificateParts, use: KeyUse): CertificateFault | null {
  if (isAuthority(parts)) return 'authority';
  if (hasUnprocessed(parts, processed)) return 'extension';
  if (extensionValue(parts, extensionIds.keyUsage) === undefined) return 'usage';
  const allows = (usage: KeyUsage): boolean => allowsUsage(parts, keyUsageBits[usage]);
  // A key for one use must not be certified for the other: what is deciphered could be made to look like a signature.
  const fits = signing.some(allows) === (use !== 'encrypt') && encryption.some(allows) === (use !== 'sign');
  const isForeign = purposesOf(parts)?.some((purpose) => foreignPurposes.includes(purpose)) ?? false;
  return !fits || isForeign || ofAuthorities.some(allows) ? 'usage' : null;
}

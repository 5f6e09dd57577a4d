/** Certification paths (RFC 5280 §6): from a certificate to an authority that is trusted. */
import { CertificateChainValidationEngine } from 'pkijs';
import { equalBytes } from '../bytes.js';
import { parseCertificate } from './certificate.js';
import {
  allowsUsage,
  certificateParts,
  extensionIds,
  hasUnprocessed,
  type CertificateParts,
} from './certificateParts.js';
import { keyUsageBits, type KeyUsage } from './extensions.js';
import { isTrustedAlgorithm, signatureVerifies } from './signatures.js';
import { sameName } from './nameStructure.js';

/** Critical extensions that are processed: by the engine, or by whoever asks for the path. */
export const processedExtensions: ReadonlySet<string> = new Set([
  extensionIds.keyUsage,
  extensionIds.basicConstraints,
  extensionIds.nameConstraints,
  extensionIds.certificatePolicies,
  extensionIds.policyMappings,
  extensionIds.policyConstraints,
  extensionIds.inhibitAnyPolicy,
  extensionIds.extendedKeyUsage,
  extensionIds.subjectAltName,
]);

/** Longer paths are not looked for, nor more of them than this. */
const longestPath = 8;
const mostPaths = 64;

interface Link extends CertificateParts {
  readonly der: Uint8Array;
}

/**
 * Tries every way through the authorities: of two that have the same name, as an authority has after its renewal, either may be the
 * one that is in force.
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
  let tried = 0;
  for (const path of pathsFrom([linkOf(certificate)], authorities.map(linkOf))) {
    if (await isValid(path, at)) return path.map(({ der }) => der);
    if (++tried === mostPaths) return null;
  }
  return null;
}

function linkOf(certificate: Uint8Array): Link {
  return { ...certificateParts(certificate), der: certificate };
}

/** Every path whose names and signatures fit together, one at a time. */
function* pathsFrom(path: readonly Link[], authorities: readonly Link[]): Generator<readonly Link[]> {
  const last = path.at(-1);
  if (last === undefined || path.length === longestPath) return;
  for (const authority of authorities) {
    if (path.includes(authority) || !isSignedBy(last, authority)) continue;
    const longer = [...path, authority];
    if (isTrusted(authority)) yield longer;
    else yield* pathsFrom(longer, authorities);
  }
}

function isTrusted({ subject, issuer }: Link): boolean {
  return sameName(subject, issuer);
}

function isSignedBy(link: Link, { subject, publicKey }: Link): boolean {
  const { algorithm, innerAlgorithm, signed, signature } = link;
  return (
    algorithm === innerAlgorithm &&
    isTrustedAlgorithm(algorithm) &&
    sameName(link.issuer, subject) &&
    signatureVerifies({ publicKey, algorithmId: algorithm, data: signed, signature })
  );
}

/** RFC 5280 §6.1, by the engine, which is given this path and no other. */
async function isValid(path: readonly Link[], at: Date): Promise<boolean> {
  if (path.some((link) => hasUnprocessed(link, processedExtensions))) return false;
  const [certificate, ...above] = path.map(({ der }) => parseCertificate(der));
  const trusted = above.pop();
  if (certificate === undefined || trusted === undefined) return false;
  const engine = new CertificateChainValidationEngine({
    trustedCerts: [trusted],
    // The engine takes the last one for the certificate that is asked about.
    certs: [...above, certificate],
    crls: [],
    checkDate: at,
  });
  const { result, certificatePath: found = [] } = await engine.verify();
  return result && found.length === path.length;
}

/**
 * Does KeyUsage allow this usage (RFC 5280 §4.2.1.3)? A certificate without the extension allows every usage.
 * @param certificate X.509 DER
 */
export function hasKeyUsage(certificate: Uint8Array, usage: KeyUsage): boolean {
  return allowsUsage(certificateParts(certificate), keyUsageBits[usage]);
}

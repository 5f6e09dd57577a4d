/** Certificates of the RA itself: of its two CAs, its escrow key, its server and its gateways. */
import { randomBytes, X509Certificate } from 'node:crypto';
import type { Extension } from 'pkijs';
import { createCertificate, randomSerialNumber } from '../../../base/pki/certificate.js';
import {
  authorityKeyIdentifier,
  basicConstraints,
  keyUsage,
  subjectKeyIdentifier,
} from '../../../base/pki/extensions.js';
import type { Signer } from '../../../base/pki/keys.js';
import type { DistinguishedName } from '../../../base/pki/names.js';

const dayMs = 24 * 60 * 60 * 1000;
/** The clock of a gateway may be behind. */
const backdatedMs = dayMs;
const authorityLifetimeMs = 15 * 365 * dayMs;

export const lifetimes = {
  authority: authorityLifetimeMs,
  escrow: authorityLifetimeMs - dayMs,
  leaf: 2 * 365 * dayMs,
} as const;

/** @param certificate X.509 DER */
export function pem(certificate: Uint8Array): string {
  return new X509Certificate(certificate).toString();
}

export interface Issuer {
  readonly name: DistinguishedName;
  readonly signer: Signer;
}

export interface OwnCertificate {
  readonly subject: DistinguishedName;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly lifetimeMs: number;
  readonly extensions: readonly Extension[];
}

/** @returns X.509 DER */
export function certificateOf(
  issuer: Issuer,
  { subject, publicKey, lifetimeMs, extensions }: OwnCertificate,
): Promise<Uint8Array> {
  const now = Date.now();
  return createCertificate(
    {
      serialNumber: randomSerialNumber(randomBytes),
      subject,
      issuer: issuer.name,
      notBefore: new Date(now - backdatedMs),
      notAfter: new Date(now + lifetimeMs),
      publicKey,
      extensions: [...extensions, subjectKeyIdentifier(publicKey), authorityKeyIdentifier(issuer.signer.publicKey)],
    },
    issuer.signer,
  );
}

/** A self-signed CA certificate. @returns X.509 DER */
export function rootCertificate(issuer: Issuer): Promise<Uint8Array> {
  return certificateOf(issuer, {
    subject: issuer.name,
    publicKey: issuer.signer.publicKey,
    lifetimeMs: lifetimes.authority,
    extensions: [basicConstraints(true), keyUsage('keyCertSign', 'cRLSign')],
  });
}

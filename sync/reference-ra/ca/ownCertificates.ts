/** The certificates of the RA's own keys: of its authorities, and of what they vouch for beside subscribers. */
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
/** The other end's clock may be behind. */
const backdatedMs = dayMs;
const authorityLifetimeMs = 15 * 365 * dayMs;

export const lifetimes = {
  authority: authorityLifetimeMs,
  escrow: authorityLifetimeMs - dayMs,
  leaf: 2 * 365 * dayMs,
} as const;

export function pem(certificate: Uint8Array): string {
  return new X509Certificate(certificate).toString();
}

export interface Issuer {
  readonly name: DistinguishedName;
  readonly signer: Signer;
}

/** @returns X.509 DER */
export function certificateOf(
  issuer: Issuer,
  subject: DistinguishedName,
  publicKey: Uint8Array,
  lifetimeMs: number,
  extensions: readonly Extension[],
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

/** Signed by its own key. @returns X.509 DER */
export function rootCertificate(issuer: Issuer): Promise<Uint8Array> {
  return certificateOf(issuer, issuer.name, issuer.signer.publicKey, lifetimes.authority, [
    basicConstraints(true),
    keyUsage('keyCertSign', 'cRLSign'),
  ]);
}

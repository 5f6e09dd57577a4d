import { createHash, randomBytes } from 'node:crypto';
import { fromHex, toHex } from '../../../base/bytes.js';
import type { KeyUse } from '../../../base/terms.js';
import { createCertificate, randomSerialNumber, readCertificate } from '../../../base/pki/certificate.js';
import {
  authorityKeyIdentifier,
  basicConstraints,
  crlDistributionPoint,
  crlNumber,
  keyUsage,
  subjectKeyIdentifier,
  type KeyUsage,
} from '../../../base/pki/extensions.js';
import { describePublicKey, type Signer } from '../../../base/pki/keys.js';
import type { DistinguishedName } from '../../../base/pki/names.js';
import { keyFault } from '../../../base/pki/releaseCheck/keyCheck.js';
import { createRevocationList, type RevokedEntry } from '../../../base/pki/revocationList.js';

/** The CA's key, for example in a PKCS #11 token. */
export type CaSigner = Signer;

export interface IssuedByCa {
  /** Upper-case hex. */
  readonly serial: string;
  /** X.509 DER */
  readonly certificate: Uint8Array;
}

/** SHA-256 over the SubjectPublicKeyInfo in hex: identifies a key, so that no key is certified twice. */
export function publicKeyDigest(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest('hex');
}

/** Does it pass the release check (docs/release-check.md)? Of the curves, P-256 only. */
export function isStrongKey(publicKey: Uint8Array): boolean {
  if (keyFault(publicKey) !== null) return false;
  const { kind, bits } = describePublicKey(publicKey);
  return kind === 'rsa' || bits === 256;
}

/** @param algorithm as a profile names it */
export function isOfAlgorithm(publicKey: Uint8Array, algorithm: 'rsa2048' | 'p256'): boolean {
  const { kind, bits } = describePublicKey(publicKey);
  return algorithm === 'rsa2048' ? kind === 'rsa' && bits === 2048 : kind === 'ec' && bits === 256;
}

function usagesOf(use: KeyUse, publicKey: Uint8Array): KeyUsage[] {
  const signing: KeyUsage[] = ['digitalSignature', 'nonRepudiation'];
  // RFC 5480 §3: an EC key encrypts only by way of a key agreement.
  const encryption: KeyUsage[] =
    describePublicKey(publicKey).kind === 'ec' ? ['keyAgreement'] : ['keyEncipherment', 'dataEncipherment'];
  switch (use) {
    case 'sign':
      return signing;
    case 'encrypt':
      return encryption;
    case 'signEncrypt':
      return [...signing, ...encryption];
  }
}

export interface CertificateContent {
  /** From the registration, never from the request. */
  readonly subject: DistinguishedName;
  readonly use: KeyUse;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly validity: { readonly notBefore: Date; readonly notAfter: Date };
}

export interface CertificateAuthorityOptions {
  readonly signer: CaSigner;
  readonly name: DistinguishedName;
  /** The CA's own certificate, X.509 DER. */
  readonly certificate: Uint8Array;
  /** Where relying parties find the CRL; null leaves it out of the certificates. */
  readonly crlUrl: string | null;
}

/** The CA of the subscribers: issues certificates and signs the CRL. */
export class CertificateAuthority {
  readonly #options: CertificateAuthorityOptions;

  constructor(options: CertificateAuthorityOptions) {
    this.#options = options;
  }

  async issue({ subject, use, publicKey, validity }: CertificateContent): Promise<IssuedByCa> {
    const { signer, name, crlUrl } = this.#options;
    if (validity.notAfter.toISOString() > readCertificate(this.#options.certificate).notAfter) {
      throw new Error('the certificate would outlive the CA');
    }
    const certificate = await createCertificate(
      {
        serialNumber: randomSerialNumber(randomBytes),
        subject,
        issuer: name,
        ...validity,
        publicKey,
        extensions: [
          basicConstraints(false),
          keyUsage(...usagesOf(use, publicKey)),
          subjectKeyIdentifier(publicKey),
          authorityKeyIdentifier(signer.publicKey),
          ...(crlUrl === null ? [] : [crlDistributionPoint(crlUrl)]),
        ],
      },
      signer,
    );
    return { serial: readCertificate(certificate).serial, certificate };
  }

  /** @param number increases with each list (cRLNumber) @returns CertificateList (RFC 5280 §5.1), DER */
  revocationList(
    number: number,
    revoked: readonly RevokedEntry[],
    times: { readonly thisUpdate: Date; readonly nextUpdate: Date },
  ): Promise<Uint8Array> {
    const { signer, name } = this.#options;
    const extensions = [authorityKeyIdentifier(signer.publicKey), crlNumber(number)];
    return createRevocationList({ issuer: name, ...times, revoked, extensions }, signer);
  }
}

/** The contract's form of a serial number, upper-case hex without leading zero octets. @param serial hex in any form */
export function normalSerial(serial: string): string {
  const even = serial.length % 2 === 0 ? serial : `0${serial}`;
  return toHex(fromHex(even)).replace(/^(00)+(?=.)/, '');
}

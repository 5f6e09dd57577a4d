/** Reads and creates X.509 certificates (RFC 5280). */
import { Certificate, PublicKeyInfo, Time, TimeType, type Extension } from 'pkijs';
import * as asn1js from 'asn1js';
import { toHex } from '../bytes.js';
import { arrayBuffer, bitString, der } from './der.js';
import { keyUsagesOf, type KeyUsage } from './extensions.js';
import { signatureAlgorithm, signatureVerifies, type Signer } from './keys.js';
import { encodeName, nameText, type DistinguishedName } from './names.js';

/** What this program reads from a certificate. */
export interface CertificateFacts {
  /** Upper-case hex of the INTEGER's bytes, without a leading sign byte. */
  readonly serial: string;
  /** RFC 4514 text */
  readonly subject: string;
  /** RFC 4514 text */
  readonly issuer: string;
  /** RFC 3339, UTC */
  readonly notBefore: string;
  /** RFC 3339, UTC */
  readonly notAfter: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** Empty when the certificate has no KeyUsage extension. */
  readonly keyUsages: readonly KeyUsage[];
}

/** @param certificate DER @throws {Error} when it is not an X.509 certificate */
export function parseCertificate(certificate: Uint8Array): Certificate {
  return Certificate.fromBER(arrayBuffer(certificate));
}

/** @param certificate DER @throws {Error} when it is not an X.509 certificate */
export function readCertificate(certificate: Uint8Array): CertificateFacts {
  const parsed = parseCertificate(certificate);
  return {
    serial: toHex(parsed.serialNumber.valueBlock.valueHexView).replace(/^00(?=.)/, ''),
    subject: nameText(parsed.subject),
    issuer: nameText(parsed.issuer),
    notBefore: parsed.notBefore.value.toISOString(),
    notAfter: parsed.notAfter.value.toISOString(),
    publicKey: der(parsed.subjectPublicKeyInfo.toSchema()),
    keyUsages: keyUsagesOf(parsed),
  };
}

/**
 * Was `signature` made over `data` by the certificate's key?
 * @param certificate X.509 DER
 * @param signature SHA-256 with RSA PKCS #1 v1.5, or with ECDSA (`ECDSA-Sig-Value`, DER)
 * @throws {Error} when `certificate` is not an X.509 certificate or its key is neither RSA nor EC
 */
export function certificateKeySigned(certificate: Uint8Array, data: Uint8Array, signature: Uint8Array): boolean {
  const { publicKey } = readCertificate(certificate);
  return signatureVerifies({ publicKey, algorithmId: signatureAlgorithm(publicKey).algorithmId, data, signature });
}

/** The content of a certificate to be signed. */
export interface CertificateTemplate {
  /** A positive number, big-endian, at most 20 bytes (RFC 5280 §4.1.2.2). */
  readonly serialNumber: Uint8Array;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly extensions: readonly Extension[];
}

/** @returns an X.509 version 3 certificate, DER, signed by `signer` @throws {Error} when the signer's key is neither RSA nor EC */
export async function createCertificate(template: CertificateTemplate, signer: Signer): Promise<Uint8Array> {
  const certificate = new Certificate({
    version: 2,
    serialNumber: new asn1js.Integer({ valueHex: arrayBuffer(template.serialNumber) }),
    subject: encodeName(template.subject),
    issuer: encodeName(template.issuer),
    notBefore: time(template.notBefore),
    notAfter: time(template.notAfter),
    subjectPublicKeyInfo: PublicKeyInfo.fromBER(arrayBuffer(template.publicKey)),
    extensions: [...template.extensions],
  });
  certificate.signature = signatureAlgorithm(signer.publicKey);
  certificate.signatureAlgorithm = signatureAlgorithm(signer.publicKey);
  certificate.signatureValue = bitString(await signer.sign(der(certificate.encodeTBS())));
  return der(certificate.toSchema(true));
}

/** RFC 5280 §4.1.2.5: UTCTime up to 2049, GeneralizedTime from 2050, whole seconds. */
export function time(value: Date): Time {
  const type = value.getUTCFullYear() < 2050 ? TimeType.UTCTime : TimeType.GeneralizedTime;
  return new Time({ type, value: new Date(Math.floor(+value / 1000) * 1000) });
}

/**
 * A serial number with 126 random bits: 16 bytes, positive (first bit 0) and without a leading zero byte (second bit 1).
 * @param random returns so many random bytes
 */
export function randomSerialNumber(random: (size: number) => Uint8Array): Uint8Array {
  const bytes = new Uint8Array(random(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

/** ATTEST: a certificate for the key of a slot, signed by the key in F9 (Yubico, "PIV attestation"). */
import { createPublicKey, randomBytes, sign } from 'node:crypto';
import { fromHex, utf8 } from '../../../base/bytes.js';
import { parseCertificate } from '../../../base/pki/certificate.js';
import { der } from '../../../base/pki/der.js';
import { derElement, derObjectIdentifier } from '../../../base/pki/derWriter.js';
import { parseDataObjects, findValue } from '../tlv.js';
import type { PivKey } from './pivKeys.js';

/** What the certificate says. */
export interface Attestation {
  readonly slot: number;
  readonly key: PivKey;
  readonly attester: PivKey;
  /** The value of tag 53 of object 5FFF01; null: there is none. */
  readonly attesterCertificate: Uint8Array | null;
  readonly version: Uint8Array;
}

const sequence = (...content: readonly Uint8Array[]): Uint8Array => derElement(0x30, ...content);
const name = (commonName: string): Uint8Array =>
  sequence(derElement(0x31, sequence(derObjectIdentifier('2.5.4.3'), derElement(0x0c, utf8(commonName)))));

/** @returns X.509, DER */
export function attest({ slot, key, attester, attesterCertificate, version }: Attestation): Uint8Array {
  const isRsa = attester.privateKey.asymmetricKeyType === 'rsa';
  const algorithm = isRsa
    ? sequence(derObjectIdentifier('1.2.840.113549.1.1.11'), fromHex('0500'))
    : sequence(derObjectIdentifier('1.2.840.10045.4.3.2'));
  const extension = (id: string, ...value: readonly Uint8Array[]): Uint8Array =>
    sequence(derObjectIdentifier(id), derElement(0x04, ...value));
  const serial = new Uint8Array(randomBytes(16));
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const toBeSigned = sequence(
    fromHex('A003020102'),
    derElement(0x02, serial),
    algorithm,
    subjectOf(attesterCertificate) ?? name('PivApplet Attestation'),
    sequence(derElement(0x17, utf8('180101000000Z')), derElement(0x18, utf8('20500101000000Z'))),
    name(`PivApplet Attestation ${slot.toString(16).toUpperCase()}`),
    new Uint8Array(createPublicKey(key.privateKey).export({ format: 'der', type: 'spki' })),
    derElement(
      0xa3,
      sequence(
        extension('1.3.6.1.4.1.41482.3.3', version),
        extension('1.3.6.1.4.1.41482.3.8', Uint8Array.of(key.pinPolicy, key.touchPolicy)),
      ),
    ),
  );
  const signature = new Uint8Array(sign('sha256', toBeSigned, attester.privateKey));
  return sequence(toBeSigned, algorithm, derElement(0x03, Uint8Array.of(0x00), signature));
}

/** The subject of the attester's certificate, which is the issuer of what it signs. */
function subjectOf(object: Uint8Array | null): Uint8Array | null {
  if (object === null) return null;
  const certificate = findValue(parseDataObjects(object) ?? [], 0x70);
  try {
    return certificate === undefined ? null : der(parseCertificate(certificate).subject.toSchema());
  } catch {
    return null;
  }
}

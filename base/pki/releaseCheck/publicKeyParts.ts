/** The numbers of a public key, read strictly from its SubjectPublicKeyInfo (RFC 5280 §4.1.2.7, RFC 3279, RFC 5480). */
import { createHash } from 'node:crypto';
import {
  bigIntOf,
  contentOf,
  elementsIn,
  expected,
  objectIdentifier,
  positiveInteger,
  tags,
  wholeElement,
  DerError,
  type Element,
} from '../derReader.js';

const rsaEncryption = '1.2.840.113549.1.1.1';
const ecPublicKey = '1.2.840.10045.2.1';

export type PublicKeyParts =
  | { readonly kind: 'rsa'; readonly modulus: bigint; readonly exponent: bigint }
  /** `curve`: OID; null where the parameters do not name one. `point`: an encoded point (SEC 1 §2.3.3). */
  | { readonly kind: 'ec'; readonly curve: string | null; readonly point: Uint8Array }
  | { readonly kind: 'other' };

/** @param publicKey SubjectPublicKeyInfo, DER @throws {DerError} */
export function publicKeyParts(publicKey: Uint8Array): PublicKeyParts {
  const [algorithm, bits, ...more] = elementsIn(publicKey, wholeElement(publicKey, tags.sequence));
  if (more.length > 0) throw new DerError('more than a public key');
  const [type, parameters] = elementsIn(publicKey, expected(algorithm, tags.sequence));
  const [unusedBits, ...octets] = contentOf(publicKey, expected(bits, tags.bitString));
  if (unusedBits !== 0) throw new DerError('not whole octets');
  const key = Uint8Array.from(octets);
  switch (objectIdentifier(publicKey, type)) {
    case rsaEncryption:
      return rsaParts(key);
    case ecPublicKey:
      return { kind: 'ec', curve: curveOf(publicKey, parameters), point: key };
    default:
      return { kind: 'other' };
  }
}

function rsaParts(key: Uint8Array): PublicKeyParts {
  const [modulus, exponent, ...more] = elementsIn(key, wholeElement(key, tags.sequence));
  if (modulus === undefined || exponent === undefined || more.length > 0) throw new DerError('not an RSAPublicKey');
  return { kind: 'rsa', modulus: positiveInteger(key, modulus), exponent: positiveInteger(key, exponent) };
}

function curveOf(publicKey: Uint8Array, parameters: Element | undefined): string | null {
  return parameters?.tag === tags.objectIdentifier ? objectIdentifier(publicKey, parameters) : null;
}

/**
 * Tells whether a key was seen before, in whatever form: SHA-256, upper-case hex, over the modulus of an RSA key, so that another
 * exponent makes no other key of it, and over the x coordinate of an EC key, because the negative of a point has the same private key.
 * @param publicKey SubjectPublicKeyInfo, DER @throws {DerError}
 */
export function keyFingerprint(publicKey: Uint8Array): string {
  const parts = publicKeyParts(publicKey);
  switch (parts.kind) {
    case 'rsa':
      return sha256(`rsa ${parts.modulus.toString(16)}`);
    case 'ec': {
      // The first octet of an encoded point tells its form; x follows, and y where it is not compressed.
      const isCompressed = parts.point[0] === 2 || parts.point[0] === 3;
      const x = parts.point.subarray(1, isCompressed ? undefined : 1 + (parts.point.length - 1) / 2);
      return sha256(`ec ${parts.curve ?? ''} ${bigIntOf(x).toString(16)}`);
    }
    case 'other':
      return sha256(`other ${Buffer.from(publicKey).toString('hex')}`);
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex').toUpperCase();
}

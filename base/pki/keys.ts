/** Public keys and signatures: SHA-256 with RSA PKCS #1 v1.5 (RFC 8017 §8.2) or with ECDSA (RFC 5758 §3.2). */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import * as asn1js from 'asn1js';
import { AlgorithmIdentifier, PublicKeyInfo } from 'pkijs';
import { arrayBuffer } from './der.js';

export { signatureVerifies } from './signatures.js';

const sha256WithRsa = '1.2.840.113549.1.1.11';
const ecdsaWithSha256 = '1.2.840.10045.4.3.2';

/** A private key with its public key. The private key may be on a card, in a token or in this process. */
export interface Signer {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** @returns an RSA PKCS #1 v1.5 signature or an `ECDSA-Sig-Value` (DER), over the SHA-256 of `data` */
  sign(data: Uint8Array): Promise<Uint8Array>;
}

export interface PublicKeyFacts {
  readonly kind: 'rsa' | 'ec' | 'other';
  /** RSA: bits of the modulus; EC: bits of the curve when it is P-256; otherwise 0. */
  readonly bits: number;
  /** RSA: the public exponent; otherwise 0. */
  readonly exponent: bigint;
}

/** @param publicKey SubjectPublicKeyInfo, DER @throws {Error} when it is not one */
function importPublicKey(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
}

/** @param publicKey SubjectPublicKeyInfo, DER @throws {Error} when it is not one */
export function describePublicKey(publicKey: Uint8Array): PublicKeyFacts {
  const key = importPublicKey(publicKey);
  const details = key.asymmetricKeyDetails;
  if (key.asymmetricKeyType === 'rsa') {
    return { kind: 'rsa', bits: details?.modulusLength ?? 0, exponent: details?.publicExponent ?? 0n };
  }
  if (key.asymmetricKeyType === 'ec') {
    return { kind: 'ec', bits: details?.namedCurve === 'prime256v1' ? 256 : 0, exponent: 0n };
  }
  return { kind: 'other', bits: 0, exponent: 0n };
}

/** SHA-1 over the key's bits: method 1 of RFC 5280 §4.2.1.2. It identifies the key and protects nothing. */
export function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  const { subjectPublicKey } = PublicKeyInfo.fromBER(arrayBuffer(publicKey));
  return new Uint8Array(createHash('sha1').update(subjectPublicKey.valueBlock.valueHexView).digest());
}

/**
 * The algorithm that `Signer.sign` uses with this key.
 * @param publicKey SubjectPublicKeyInfo, DER
 * @throws {Error} for a key that is neither RSA nor EC
 */
export function signatureAlgorithm(publicKey: Uint8Array): AlgorithmIdentifier {
  switch (describePublicKey(publicKey).kind) {
    case 'rsa':
      return new AlgorithmIdentifier({ algorithmId: sha256WithRsa, algorithmParams: new asn1js.Null() });
    case 'ec':
      return new AlgorithmIdentifier({ algorithmId: ecdsaWithSha256 });
    case 'other':
      throw new Error('the key is neither RSA nor EC');
  }
}

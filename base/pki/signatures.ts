/** Signatures over DER, verified with the algorithm that they name. */
import { createPublicKey, verify } from 'node:crypto';

/** The one list of algorithms whose signatures are trusted, in certificates, requests and revocation lists: SHA-256 and longer. */
const trustedAlgorithms: ReadonlyMap<string, { readonly key: 'rsa' | 'ec'; readonly hash: string }> = new Map([
  ['1.2.840.113549.1.1.11', { key: 'rsa', hash: 'sha256' }],
  ['1.2.840.113549.1.1.12', { key: 'rsa', hash: 'sha384' }],
  ['1.2.840.113549.1.1.13', { key: 'rsa', hash: 'sha512' }],
  ['1.2.840.10045.4.3.2', { key: 'ec', hash: 'sha256' }],
  ['1.2.840.10045.4.3.3', { key: 'ec', hash: 'sha384' }],
  ['1.2.840.10045.4.3.4', { key: 'ec', hash: 'sha512' }],
]);

/** @param algorithmId OID of a signature algorithm */
export function isTrustedAlgorithm(algorithmId: string): boolean {
  return trustedAlgorithms.has(algorithmId);
}

/** A signature with what is needed to verify it. */
export interface SignatureToVerify {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** Dotted OID of the signature algorithm that the signed object names. */
  readonly algorithmId: string;
  readonly data: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Is the algorithm trusted, does it belong to the key, and was the signature made by it? Never throws.
 * @param publicKey SubjectPublicKeyInfo, DER
 * @param algorithmId OID, as the signature names it
 */
export function signatureVerifies({ publicKey, algorithmId, data, signature }: SignatureToVerify): boolean {
  try {
    const algorithm = trustedAlgorithms.get(algorithmId);
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    if (algorithm === undefined || key.asymmetricKeyType !== algorithm.key) return false;
    return verify(algorithm.hash, data, key, signature);
  } catch {
    return false;
  }
}

/** Converts RSA public keys between the formats of X.509, PKCS #1 and the card. */
import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { encode, nothing, objectIdentifier, octetString, sequence } from './der.js';
import type { RsaPublicKey } from '../iso7816/commands/generateAsymmetricKeyPair.js';
import { CardProtocolError, CardRefusedError } from '../errors.js';
import { statusWords } from '../iso7816/statusWord.js';

/** The only size that jobs ask for. */
export const modulusBits = 2048;

/** @returns SubjectPublicKeyInfo, DER @throws {CardProtocolError} when the key from the card is not an RSA-2048 key */
export function subjectPublicKeyInfo({ modulus, exponent }: RsaPublicKey): Uint8Array {
  if (modulus.length !== modulusBits / 8 || (modulus[0] ?? 0) < 0x80) {
    throw new CardProtocolError(`the card generated a modulus of other than ${modulusBits} bits`);
  }
  const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  const jwk = { kty: 'RSA', n: base64url(modulus), e: base64url(exponent) };
  try {
    return new Uint8Array(createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' }));
  } catch {
    throw new CardProtocolError('the card generated what is no RSA key');
  }
}

/** @param spki SubjectPublicKeyInfo, DER @returns RSAPublicKey, DER (RFC 8017 §A.1.1) @throws {Error} when it is not that of an RSA key */
export function toRsaPublicKey(spki: Uint8Array): Uint8Array {
  const key = createPublicKey({ key: Buffer.from(spki), type: 'spki', format: 'der' });
  return new Uint8Array(key.export({ type: 'pkcs1', format: 'der' }));
}

/**
 * @param rsaPublicKey RSAPublicKey, DER, read from the card
 * @returns SubjectPublicKeyInfo, DER
 * @throws {CardProtocolError} when the bytes are not an RSAPublicKey
 */
export function fromRsaPublicKey(rsaPublicKey: Uint8Array): Uint8Array {
  try {
    const key = createPublicKey({ key: Buffer.from(rsaPublicKey), type: 'pkcs1', format: 'der' });
    return new Uint8Array(key.export({ type: 'spki', format: 'der' }));
  } catch {
    throw new CardProtocolError('the public key on the card is not an RSAPublicKey');
  }
}

/** Are the bytes exactly one X.509 certificate? */
export function isX509(der: Uint8Array): boolean {
  try {
    return new X509Certificate(der).raw.length === der.length;
  } catch {
    return false;
  }
}

/** Requires a cryptogram as long as the modulus. @param command that would take it @throws {CardRefusedError} 6700, without an APDU */
export function requireCryptogram(command: string, { length }: Uint8Array): void {
  if (length !== modulusBits / 8) throw new CardRefusedError(command, statusWords.wrongLength);
}

const sha256Identifier = '2.16.840.1.101.3.4.2.1';

/** DigestInfo with the SHA-256 of `data`, DER (RFC 8017 §9.2 step 2). The card pads it and applies the key. */
export function sha256DigestInfo(data: Uint8Array): Uint8Array {
  const digest = new Uint8Array(createHash('sha256').update(data).digest());
  return encode(sequence(sequence(objectIdentifier(sha256Identifier), nothing()), octetString(digest)));
}

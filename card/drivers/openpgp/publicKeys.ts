/** Public keys as the card tells them, and the fingerprint by which OpenPGP software knows them. */
import { createHash, createPublicKey } from 'node:crypto';
import { concatBytes } from '../../../base/bytes.js';
import { CardProtocolError } from '../../errors.js';
import { parseTlvs, requireTlv } from '../../iso7816/tlv.js';
import { modulusBits, subjectPublicKeyInfo } from '../../pkcs15/rsaKeys.js';

/** @param content of 7F49 @returns SubjectPublicKeyInfo, DER @throws {CardProtocolError} */
export function decodePublicKey(content: Uint8Array): Uint8Array {
  const parts = parseTlvs(content);
  const modulus = requireTlv(parts, 0x81);
  if (modulus.length * 8 !== modulusBits || (modulus[0] ?? 0) < 0x80)
    throw new CardProtocolError('not an RSA-2048 key');
  return subjectPublicKeyInfo({ modulus, exponent: requireTlv(parts, 0x82) });
}

/** Multiprecision integer (RFC 4880 §3.2). */
function multiprecision(value: Buffer): Uint8Array {
  const bits = value.length * 8 - Math.clz32(value[0] ?? 0) + 24;
  return concatBytes(Uint8Array.of(bits >> 8, bits & 0xff), value);
}

/** Fingerprint of a version 4 RSA key (RFC 4880 §12.2). @param created seconds since 1970, four bytes */
export function fingerprintOf(spki: Uint8Array, created: Uint8Array): Uint8Array {
  const { n = '', e = '' } = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).export({
    format: 'jwk',
  });
  const rsa = 0x01;
  const numbers = [n, e].map((number) => multiprecision(Buffer.from(number, 'base64url')));
  const packet = concatBytes(Uint8Array.of(0x04), created, Uint8Array.of(rsa), ...numbers);
  const header = Uint8Array.of(0x99, packet.length >> 8, packet.length & 0xff);
  return new Uint8Array(createHash('sha1').update(concatBytes(header, packet)).digest());
}

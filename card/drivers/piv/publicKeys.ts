/** Keys and paddings of PIV: what the card computes is the bare operation. */
import { createHash, createPublicKey } from 'node:crypto';
import { concatBytes } from '../../../base/bytes.js';
import { Secret } from '../../../base/secret.js';
import type { KeyAlgorithm } from '../driver.js';
import { CardProtocolError } from '../../errors.js';
import { parseTlvs, requireTlv } from '../../iso7816/tlv.js';
import { sha256DigestInfo } from '../../pkcs15/rsaKeys.js';

/** Algorithm identifiers (SP 800-78-4, table 6-2). */
export const algorithmIdentifiers: Readonly<Partial<Record<KeyAlgorithm, number>>> = { rsa2048: 0x07, p256: 0x11 };
export const rsaBytes = 256;
const pointBytes = 65;

/** @param content modulus and exponent, or a point @returns SubjectPublicKeyInfo, DER @throws {CardProtocolError} */
export function subjectPublicKeyInfo(content: Uint8Array): Uint8Array {
  const parts = parseTlvs(content);
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  const point = parts.find(({ tag }) => tag === 0x86)?.value;
  if (point !== undefined && (point.length !== pointBytes || point[0] !== 0x04)) {
    throw new CardProtocolError('a point that is not on P-256');
  }
  const half = (pointBytes - 1) / 2;
  const jwk =
    point === undefined
      ? { kty: 'RSA', n: text(modulusIn(parts)), e: text(requireTlv(parts, 0x82)) }
      : { kty: 'EC', crv: 'P-256', x: text(point.subarray(1, 1 + half)), y: text(point.subarray(1 + half)) };
  try {
    return new Uint8Array(createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' }));
  } catch {
    throw new CardProtocolError('the card tells what is no public key');
  }
}

function modulusIn(parts: Parameters<typeof requireTlv>[0]): Uint8Array {
  const modulus = requireTlv(parts, 0x81);
  if (modulus.length !== rsaBytes || (modulus[0] ?? 0) < 0x80) throw new CardProtocolError('not an RSA-2048 key');
  return modulus;
}

/** The SHA-256 of `data` as the key takes it: padded (RFC 8017 §9.2), or bare for ECDSA. */
export function signatureInput(algorithm: number, data: Uint8Array): Uint8Array {
  if (algorithm !== algorithmIdentifiers.rsa2048) return new Uint8Array(createHash('sha256').update(data).digest());
  const digestInfo = sha256DigestInfo(data);
  const padding = new Uint8Array(rsaBytes - digestInfo.length - 3).fill(0xff);
  return concatBytes(Uint8Array.of(0x00, 0x01), padding, Uint8Array.of(0x00), digestInfo);
}

/** EME-PKCS1-v1_5 decoding (RFC 8017 §7.2.2). @throws {CardProtocolError} when the block is not padded so */
export function withoutPadding(block: Uint8Array): Secret {
  const end = block.indexOf(0x00, 2);
  if (block.length !== rsaBytes || block[0] !== 0x00 || block[1] !== 0x02 || end < 10) {
    throw new CardProtocolError('what was deciphered is not padded');
  }
  return Secret.takeBytes(concatBytes(block.subarray(end + 1)));
}

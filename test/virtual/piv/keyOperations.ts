/** What a PIV key computes: the bare RSA operation, ECDSA over a hash, and the shared point of ECDH (SP 800-73-4 part 2 §3.2.4). */
import { constants, createECDH, privateDecrypt, type ECDH, type KeyObject } from 'node:crypto';
import { concatBytes, fromHex } from '../../../base/bytes.js';
import { StatusError, StatusWord } from '../statusWord.js';
import { encodeDataObject } from '../tlv.js';
import { algorithms } from './pivKeys.js';

interface Curve {
  readonly name: string;
  readonly bytes: number;
  /** Order of the base point (SEC 2 §2.4.2, §2.5.1). */
  readonly order: bigint;
}

const curves: ReadonlyMap<number, Curve> = new Map([
  [
    algorithms.p256,
    {
      name: 'prime256v1',
      bytes: 32,
      order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    },
  ],
  [
    algorithms.p384,
    {
      name: 'secp384r1',
      bytes: 48,
      order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    },
  ],
]);

/** RSADP, which is RSASP1 (RFC 8017 §5.1.2). @throws {StatusError} 6A80 for a wrong length or a number that is not below the modulus */
export function rawRsa(key: KeyObject, input: Uint8Array): Uint8Array {
  try {
    return new Uint8Array(privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, input));
  } catch {
    throw new StatusError(StatusWord.wrongData);
  }
}

/** ECDSA over a hash (SEC 1 §4.1.3). node:crypto signs messages alone, so the numbers are computed here. @returns Ecdsa-Sig-Value */
export function signHash(algorithm: number, key: KeyObject, hash: Uint8Array): Uint8Array {
  const { name, bytes, order } = curveOf(algorithm);
  if (hash.length === 0 || hash.length > bytes) throw new StatusError(StatusWord.wrongData);
  const [z, d] = [numberOf(hash), numberOf(privateNumber(key))];
  for (;;) {
    const once = createECDH(name);
    const point = once.generateKeys();
    const r = numberOf(point.subarray(1, 1 + bytes)) % order;
    const s = (inverse(numberOf(once.getPrivateKey()), order) * (z + r * d)) % order;
    if (r !== 0n && s !== 0n) return encodeDataObject(0x30, concatBytes(integer(r), integer(s)));
  }
}

/** ECDH (SP 800-56A §5.7.1.2). @param point uncompressed @returns its x coordinate @throws {StatusError} 6A80: not on the curve */
export function sharedSecret(algorithm: number, key: KeyObject, point: Uint8Array): Uint8Array {
  const ecdh: ECDH = createECDH(curveOf(algorithm).name);
  ecdh.setPrivateKey(privateNumber(key));
  try {
    return new Uint8Array(ecdh.computeSecret(point));
  } catch {
    throw new StatusError(StatusWord.wrongData);
  }
}

function curveOf(algorithm: number): Curve {
  const curve = curves.get(algorithm);
  if (curve === undefined) throw new StatusError(StatusWord.incorrectP1P2);
  return curve;
}

function privateNumber(key: KeyObject): Buffer {
  const { d } = key.export({ format: 'jwk' });
  if (d === undefined) throw new Error('not a private key');
  return Buffer.from(d, 'base64url');
}

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

/** INTEGER, DER. */
function integer(value: bigint): Uint8Array {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return encodeDataObject(0x02, fromHex(/^[89a-f]/.test(even) ? `00${even}` : even));
}

/** The inverse of `a` modulo a prime, by Euclid's algorithm. */
function inverse(a: bigint, prime: bigint): bigint {
  let [remainder, next] = [prime, a % prime];
  let [factor, nextFactor] = [0n, 1n];
  while (next !== 0n) {
    const quotient = remainder / next;
    [remainder, next] = [next, remainder - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return factor < 0n ? factor + prime : factor;
}

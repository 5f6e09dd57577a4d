/** Generates, stores and uses the private keys of an instance. */
import { createPrivateKey, constants, generateKeyPair, privateDecrypt, privateEncrypt, sign } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { concatBytes, equalBytes, fromBase64, fromHex, toBase64 } from '../../../base/bytes.js';
import { StatusError, StatusWord } from '../statusWord.js';
import { encodeDataObject, findValue, parseDataObjects } from '../tlv.js';

const generate = promisify(generateKeyPair);

/** Private key references are 0 to 15. */
export const maxKeys = 16;

/** Domain parameters of P-256 by their tags in the data field of GENERATE ASYMMETRIC KEY PAIR (SEC 2 §2.4.2; ISO 7816-8 table 3). */
const p256Parameters: ReadonlyMap<number, Uint8Array> = new Map([
  [0x81, fromHex('FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF')],
  [0x82, fromHex('FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC')],
  [0x83, fromHex('5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B')],
  [
    0x84,
    fromHex(
      '046B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296' +
        '4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5',
    ),
  ],
  [0x85, fromHex('FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551')],
]);
const p256FieldLength = 32;
const tagPublicKeyTemplate = 0x7f49;

/** A new key pair. */
export interface GeneratedKey {
  readonly privateKey: KeyObject;
  /** Public key data object 7F49 (ISO 7816-8 table 3). */
  readonly publicKey: Uint8Array;
}

/** Generates a key as a chip does: with new random primes. */
export async function generateRsa2048(): Promise<GeneratedKey> {
  const { publicKey, privateKey } = await generate('rsa', { modulusLength: 2048, publicExponent: 0x10001 });
  return { privateKey, publicKey: publicKeyObject(publicKey) };
}

/** The public key data object 7F49 of an RSA key. */
export function publicKeyObject(publicKey: KeyObject): Uint8Array {
  const jwk = publicKey.export({ format: 'jwk' });
  const objects = concatBytes(encodeDataObject(0x81, jwkBytes(jwk, 'n')), encodeDataObject(0x82, jwkBytes(jwk, 'e')));
  return encodeDataObject(tagPublicKeyTemplate, objects);
}

/** @param domain data objects 81 to 87 @throws {StatusError} 6984 or 6A81 when they are not the parameters of P-256 */
export async function generateP256(domain: Uint8Array): Promise<GeneratedKey> {
  requireP256(domain);
  const { publicKey, privateKey } = await generate('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  const point = concatBytes(Uint8Array.of(0x04), jwkBytes(jwk, 'x'), jwkBytes(jwk, 'y'));
  const objects = concatBytes(
    ...[...p256Parameters].map(([tag, value]) => encodeDataObject(tag, value)),
    encodeDataObject(0x86, point),
    encodeDataObject(0x87, Uint8Array.of(0x00, 0x01)),
  );
  return { privateKey, publicKey: encodeDataObject(tagPublicKeyTemplate, objects) };
}

function jwkBytes(jwk: JsonWebKey, member: 'n' | 'e' | 'x' | 'y'): Uint8Array {
  const text = jwk[member];
  if (typeof text !== 'string') throw new Error(`the public key has no ${member}`);
  return new Uint8Array(Buffer.from(text, 'base64url'));
}

function requireP256(domain: Uint8Array): void {
  const objects = parseDataObjects(domain) ?? [];
  const prime = findValue(objects, 0x81);
  if (prime === undefined) throw new StatusError(StatusWord.dataInvalid);
  if (prime.length !== p256FieldLength) throw new StatusError(StatusWord.functionNotSupported);
  for (const [tag, value] of p256Parameters) {
    const given = findValue(objects, tag);
    if (given === undefined || !equalBytes(given, value)) throw new StatusError(StatusWord.dataInvalid);
  }
  const cofactor = findValue(objects, 0x87);
  const isOne = cofactor !== undefined && cofactor.length <= 2 && cofactor.at(-1) === 1 && (cofactor.at(-2) ?? 0) === 0;
  if (!isOne) throw new StatusError(StatusWord.dataInvalid);
}

/** Memory of a private key with its object, about: an RSA-2048 key is five numbers of 128 bytes. */
export const keyMemoryBytes = 700;

/** The private keys of an instance by key reference. */
export class PrivateKeys {
  readonly #keys = new Map<number, KeyObject>();
  readonly #encoded = new Map<number, string>();

  constructor(state: Readonly<Record<string, string>> = {}) {
    for (const [reference, pkcs8] of Object.entries(state)) {
      const key = createPrivateKey({ key: Buffer.from(fromBase64(pkcs8)), format: 'der', type: 'pkcs8' });
      this.#keys.set(Number(reference), key);
      this.#encoded.set(Number(reference), pkcs8);
    }
  }

  /** Stores a key and replaces an earlier one with this reference. */
  set(reference: number, key: KeyObject): void {
    this.#keys.set(reference, key);
    this.#encoded.set(reference, toBase64(key.export({ format: 'der', type: 'pkcs8' })));
  }

  /** How much of the card's memory the keys take. */
  get memoryBytes(): number {
    return this.#keys.size * keyMemoryBytes;
  }

  /** PKCS #8 in base64 by key reference. */
  state(): Record<string, string> {
    return Object.fromEntries(this.#encoded);
  }

  /** @throws {StatusError} 6F00 when there is no key with this reference, 6984 when it is of the other type */
  get(reference: number, type: 'rsa' | 'ec'): KeyObject {
    const key = this.#keys.get(reference);
    if (key === undefined) throw new StatusError(StatusWord.unknown);
    if (key.asymmetricKeyType !== type) throw new StatusError(StatusWord.dataInvalid);
    return key;
  }
}

/** RSASSA-PKCS1-v1_5 over a DigestInfo (RFC 8017 §8.2.1). */
export function signRsa(key: KeyObject, digestInfo: Uint8Array): Uint8Array {
  return new Uint8Array(privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo));
}

/** ECDSA over the SHA-1 of `data`. @returns Ecdsa-Sig-Value, DER */
export function signEcdsaSha1(key: KeyObject, data: Uint8Array): Uint8Array {
  return new Uint8Array(sign('sha1', data, { key, dsaEncoding: 'der' }));
}

/**
 * RSAES-PKCS1-v1_5 (RFC 8017 §7.2.2). The padding is checked here and not by OpenSSL, which returns random bytes for bad padding where
 * a chip returns an error.
 * @throws {StatusError} 6A80
 */
export function decipherRsa(key: KeyObject, cryptogram: Uint8Array): Uint8Array {
  const block = new Uint8Array(privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, cryptogram));
  const separator = block.indexOf(0x00, 2);
  if (block[0] !== 0x00 || block[1] !== 0x02 || separator < 10) throw new StatusError(StatusWord.wrongData);
  return block.slice(separator + 1);
}

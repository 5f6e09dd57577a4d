/** EF.PrKDF and EF.PuKDF, ISO 7816-15 §8.5.2 and §8.5.3, for RSA keys. */
import type { Der } from './der.js';
import { bitString, boolean, encode, integer, octetString } from './der.js';
import { objectFlags, path, pkcs15Object } from './objects.js';

/** KeyUsageFlags. */
export const keyUsage = {
  encrypt: 0,
  decrypt: 1,
  sign: 2,
  signRecover: 3,
  wrap: 4,
  unwrap: 5,
  verify: 6,
  verifyRecover: 7,
} as const;

/** KeyAccessFlags. */
const keyAccess = { sensitive: 0, alwaysSensitive: 2, neverExtractable: 3, local: 4 } as const;

/** Properties of a key in a directory file. */
export interface KeyObject {
  readonly label: string;
  /** Identifier of the pair: private key, public key and certificate have the same one. */
  readonly id: Uint8Array;
  /** Bit numbers of `keyUsage`. */
  readonly usage: readonly number[];
  readonly keyReference: number;
  readonly modulusBits: number;
  /** Path, hex: for a private key that of its DF, for a public key that of its EF. */
  readonly path: string;
}

const typeAttributes = (key: KeyObject): Der[] => [path(key.path), integer(key.modulusBits)];

/** The PrKDF entry of a private key, DER. @param authId identifier of the AODF entry of the PIN that guards the key */
export function encodePrivateKeyObject(key: KeyObject, authId: Uint8Array): Uint8Array {
  const access = bitString(keyAccess.sensitive, keyAccess.alwaysSensitive, keyAccess.neverExtractable, keyAccess.local);
  return encode(
    pkcs15Object({
      label: key.label,
      flags: [objectFlags.private, objectFlags.modifiable],
      authId,
      // `native` is absent and so has its default TRUE: the card computes with this key.
      classAttributes: [octetString(key.id), bitString(...key.usage), access, integer(key.keyReference)],
      typeAttributes: typeAttributes(key),
    }),
  );
}

/** The PuKDF entry of a public key in a file, DER. `native` is FALSE: the card does not compute with this key. */
export function encodePublicKeyObject(key: KeyObject): Uint8Array {
  return encode(
    pkcs15Object({
      label: key.label,
      flags: [objectFlags.modifiable],
      classAttributes: [octetString(key.id), bitString(...key.usage), boolean(false), integer(key.keyReference)],
      typeAttributes: typeAttributes(key),
    }),
  );
}

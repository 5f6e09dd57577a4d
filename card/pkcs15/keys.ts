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

export interface KeyObject {
  readonly label: string;
  /** The same for private key, public key and certificate. */
  readonly id: Uint8Array;
  readonly usage: readonly number[];
  readonly keyReference: number;
  readonly modulusBits: number;
  /** Private key: the DF that holds it; public key: the EF. Hex. */
  readonly path: string;
}

const typeAttributes = (key: KeyObject): Der[] => [path(key.path), integer(key.modulusBits)];

/** @param authId the PIN that guards the key */
export function encodePrivateKeyObject(key: KeyObject, authId: Uint8Array): Uint8Array {
  const access = bitString(keyAccess.sensitive, keyAccess.alwaysSensitive, keyAccess.neverExtractable, keyAccess.local);
  return encode(
    pkcs15Object({
      label: key.label,
      flags: [objectFlags.private, objectFlags.modifiable],
      authId,
      // `native` is left at its default, TRUE: the card computes with the key itself.
      classAttributes: [octetString(key.id), bitString(...key.usage), access, integer(key.keyReference)],
      typeAttributes: typeAttributes(key),
    }),
  );
}

/** A public key that lies in a file: not native, the card does not compute with it. */
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

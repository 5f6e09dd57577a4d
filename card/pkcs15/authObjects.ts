/** EF.AODF, ISO 7816-15 §8.9: the PIN of an application. */
import { bitString, encode, enumerated, integer, octetString, taggedBytes } from './der.js';
import { objectFlags, pkcs15Object } from './objects.js';

/** PasswordFlags. */
const passwordFlags = { caseSensitive: 0, initialized: 4, needsPadding: 5 } as const;
/** PasswordType: utf8, which for the characters that a card PIN has is ASCII. */
const passwordTypeUtf8 = 2;

export interface PinObject {
  readonly label: string;
  readonly authId: Uint8Array;
  readonly minLength: number;
  readonly maxLength: number;
  /** Bytes that the card keeps, shorter PINs being padded with 00. */
  readonly storedLength: number;
  /** P2 of VERIFY. */
  readonly reference: number;
}

export function encodePinObject(pin: PinObject): Uint8Array {
  return encode(
    pkcs15Object({
      label: pin.label,
      flags: [objectFlags.private, objectFlags.modifiable],
      classAttributes: [octetString(pin.authId)],
      typeAttributes: [
        bitString(passwordFlags.caseSensitive, passwordFlags.initialized, passwordFlags.needsPadding),
        enumerated(passwordTypeUtf8),
        integer(pin.minLength),
        integer(pin.storedLength),
        integer(pin.maxLength),
        taggedBytes(0, Uint8Array.of(pin.reference)),
        octetString(Uint8Array.of(0x00)),
      ],
    }),
  );
}

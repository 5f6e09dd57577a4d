/** EF.AODF, ISO 7816-15 §8.9: the entry that describes the application's PIN. */
import { bitString, encode, enumerated, integer, octetString, taggedBytes } from './der.js';
import { objectFlags, pkcs15Object } from './objects.js';

/** PasswordFlags. */
const passwordFlags = { caseSensitive: 0, initialized: 4, needsPadding: 5 } as const;
/** PasswordType utf8. The characters of a card PIN are ASCII, which has the same encoding. */
const passwordTypeUtf8 = 2;

/** Properties of a PIN. Lengths of the PIN itself are in characters. */
export interface PinObject {
  readonly label: string;
  /** The identifier by which other objects refer to the PIN. */
  readonly authId: Uint8Array;
  readonly minLength: number;
  readonly maxLength: number;
  /** Bytes that the card stores; shorter PINs are padded. */
  readonly storedLength: number;
  /** With which byte they are padded; 00 when absent. */
  readonly padding?: { readonly byte: number };
  /** P2 of VERIFY. */
  readonly reference: number;
}

/** The AODF entry of a PIN, DER. */
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
        octetString(Uint8Array.of(pin.padding?.byte ?? 0x00)),
      ],
    }),
  );
}

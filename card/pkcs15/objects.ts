/** What PKCS#15 objects have in common: ISO 7816-15 §8.2 to §8.4. */
import { fromHex } from '../../base/bytes.js';
import type { Der } from './der.js';
import { bitString, octetString, sequence, tagged, utf8String } from './der.js';

/** CommonObjectFlags. */
export const objectFlags = { private: 0, modifiable: 1 } as const;

/** Path ::= SEQUENCE { efidOrPath OCTET STRING, … } */
export const path = (hex: string): Der => sequence(octetString(fromHex(hex)));

/**
 * PKCS15Object: common attributes, class attributes and, tagged [1], type attributes.
 * @param authId the AODF entry that guards the object; absent where nothing does
 */
export function pkcs15Object(object: {
  readonly label: string;
  readonly flags: readonly number[];
  readonly authId?: Uint8Array;
  readonly classAttributes: readonly Der[];
  readonly typeAttributes: readonly Der[];
}): Der {
  const guard = object.authId === undefined ? [] : [octetString(object.authId)];
  return sequence(
    sequence(utf8String(object.label), bitString(...object.flags), ...guard),
    sequence(...object.classAttributes),
    tagged(1, sequence(...object.typeAttributes)),
  );
}

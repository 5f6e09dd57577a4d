/** The common structure of PKCS #15 objects: ISO 7816-15 §8.2 to §8.4. */
import { fromHex } from '../../base/bytes.js';
import { CardProtocolError } from '../errors.js';
import { parseTlvs, requireTlv } from '../iso7816/tlv.js';
import type { Der } from './der.js';
import { bitString, octetString, sequence, tagged, utf8String } from './der.js';

/** CommonObjectFlags. */
export const objectFlags = { private: 0, modifiable: 1 } as const;

/** Path ::= SEQUENCE { efidOrPath OCTET STRING, … } */
export const path = (hex: string): Der => sequence(octetString(fromHex(hex)));

/**
 * PKCS15Object: common attributes, class attributes and, tagged [1], type attributes.
 * @param object `authId` identifies the AODF entry of the PIN that guards the object; absent when no PIN does
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

const tagSequence = 0x30;
const tagOctetString = 0x04;
const tagTypeAttributes = 0xa1;

/**
 * The identifier in an entry of PrKDF, PuKDF or CDF (CommonKeyAttributes.iD, CommonCertificateAttributes.iD). The entries of one key
 * pair have the same identifier. null for objects with a tag of their own, e.g. EC keys, which only other software writes.
 * @param entry one data object
 * @throws {CardProtocolError} when it is not a PKCS15Object
 */
export function objectId(entry: Uint8Array): Uint8Array | null {
  const [object] = parseTlvs(entry);
  if (object?.tag !== tagSequence) return null;
  const parts = parseTlvs(object.value);
  const [, classAttributes] = parts.filter(({ tag }) => tag === tagSequence);
  if (classAttributes === undefined) throw new CardProtocolError('a directory entry without class attributes');
  requireTlv(parts, tagTypeAttributes);
  return requireTlv(parseTlvs(classAttributes.value), tagOctetString);
}

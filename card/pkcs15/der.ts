/** Short constructors for the ASN.1 types that ISO 7816-15 uses. asn1js encodes them in DER. */
import * as asn1js from 'asn1js';

export type Der = asn1js.BaseBlock;

const contextSpecific = 3;

export const sequence = (...value: Der[]): Der => new asn1js.Sequence({ value });
export const integer = (value: number): Der => new asn1js.Integer({ value });
export const enumerated = (value: number): Der => new asn1js.Enumerated({ value });
export const boolean = (value: boolean): Der => new asn1js.Boolean({ value });
export const octetString = (valueHex: Uint8Array): Der => new asn1js.OctetString({ valueHex });
export const utf8String = (value: string): Der => new asn1js.Utf8String({ value });
export const objectIdentifier = (value: string): Der => new asn1js.ObjectIdentifier({ value });
export const nothing = (): Der => new asn1js.Null();

/** A constructed context-specific tag with other types in it. */
export const tagged = (tagNumber: number, ...value: Der[]): Der =>
  new asn1js.Constructed({ idBlock: { tagClass: contextSpecific, tagNumber }, value });

/** A primitive context-specific tag that replaces the tag of its type (implicit tagging). */
export const taggedBytes = (tagNumber: number, valueHex: Uint8Array): Der =>
  new asn1js.Primitive({ idBlock: { tagClass: contextSpecific, tagNumber }, valueHex });

/**
 * A named bit list without trailing zero bits (DER, X.690 §11.2.2).
 * @param bits numbers of the bits that are set; at least one; 0 is the first bit
 */
export function bitString(...bits: readonly number[]): Der {
  const last = Math.max(...bits);
  const valueHex = new Uint8Array((last >> 3) + 1);
  for (const bit of bits) valueHex[bit >> 3] = (valueHex[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return new asn1js.BitString({ valueHex, unusedBits: 7 - (last & 7) });
}

/** The DER encodings of the objects, one after the other. */
export function encode(...blocks: readonly Der[]): Uint8Array {
  return new Uint8Array(Buffer.concat(blocks.map((block) => Buffer.from(block.toBER()))));
}

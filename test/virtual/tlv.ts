/** BER-TLV with tags of one byte and lengths of up to two bytes, which is what this card receives (ISO 7816-4 §5.2.2). */
import { concatBytes } from '../../base/bytes.js';

export interface DataObject {
  readonly tag: number;
  readonly value: Uint8Array;
}

/** Parses the data objects in `bytes`; null when they do not fill it exactly. */
export function parseDataObjects(bytes: Uint8Array): readonly DataObject[] | null {
  const objects: DataObject[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes[at++];
    const first = bytes[at++];
    if (tag === undefined || first === undefined) return null;
    let length = first;
    if (first > 0x7f) {
      const lengthBytes = first & 0x7f;
      if (lengthBytes < 1 || lengthBytes > 2 || at + lengthBytes > bytes.length) return null;
      length = 0;
      for (let i = 0; i < lengthBytes; i++) length = (length << 8) | (bytes[at++] ?? 0);
    }
    if (at + length > bytes.length) return null;
    objects.push({ tag, value: bytes.subarray(at, at + length) });
    at += length;
  }
  return objects;
}

/** The value of the first data object with this tag. */
export function findValue(objects: readonly DataObject[], tag: number): Uint8Array | undefined {
  return objects.find((object) => object.tag === tag)?.value;
}

/** Encodes one data object. @param tag one or two bytes, e.g. 0x7F49 */
export function encodeDataObject(tag: number, value: Uint8Array): Uint8Array {
  const tagBytes = tag > 0xff ? Uint8Array.of(tag >> 8, tag & 0xff) : Uint8Array.of(tag);
  return concatBytes(tagBytes, encodeLength(value.length), value);
}

function encodeLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  if (length < 0x100) return Uint8Array.of(0x81, length);
  return Uint8Array.of(0x82, length >> 8, length & 0xff);
}

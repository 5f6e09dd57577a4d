/** BER-TLV data objects, ISO 7816-4 §5.2.2 and annex E: tags of up to three bytes, definite lengths of up to four. */
import { concatBytes } from '../../base/bytes.js';
import { CardProtocolError } from '../errors.js';

/** One data object. */
export interface Tlv {
  /** The tag's bytes as a number, e.g. 0x81, 0x7F49. */
  readonly tag: number;
  readonly value: Uint8Array;
}

function bytesOf(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return bytes.length === 0 ? [0] : bytes;
}

/** Encodes one data object. Several values are concatenated, e.g. the children of a constructed object. */
export function encodeTlv(tag: number, ...values: readonly Uint8Array[]): Uint8Array {
  const value = concatBytes(...values);
  const size = bytesOf(value.length);
  const length = value.length < 0x80 ? size : [0x80 | size.length, ...size];
  return concatBytes(Uint8Array.from([...bytesOf(tag), ...length]), value);
}

/** 00 and FF are not tags but padding (§5.2.2.1). An erased file holds nothing else. */
const isPadding = (byte: number | undefined): boolean => byte === 0x00 || byte === 0xff;

/** Reads tag and length of the object at `offset`. Its value may be cut off. @throws {CardProtocolError} */
function parseHeader(bytes: Uint8Array, offset: number): { tag: number; valueOffset: number; valueLength: number } {
  let position = offset;
  const next = (): number => {
    const byte = bytes[position];
    if (byte === undefined) throw new CardProtocolError('a TLV is cut off');
    position += 1;
    return byte;
  };
  let tag = next();
  if ((tag & 0x1f) === 0x1f) {
    let byte: number;
    do {
      if (position - offset > 2) throw new CardProtocolError('a TLV tag of more than three bytes');
      byte = next();
      tag = tag * 256 + byte;
    } while ((byte & 0x80) !== 0);
  }
  let valueLength = next();
  if (valueLength >= 0x80) {
    const count = valueLength & 0x7f;
    if (count === 0 || count > 4) throw new CardProtocolError('a TLV length that ISO 7816 does not allow');
    valueLength = 0;
    for (let i = 0; i < count; i++) valueLength = valueLength * 256 + next();
  }
  return { tag, valueOffset: position, valueLength };
}

/**
 * Parses the data objects that fill `bytes`. Padding bytes (00, FF) between them are skipped (§5.2.2.1).
 * @throws {CardProtocolError}
 */
export function parseTlvs(bytes: Uint8Array): Tlv[] {
  const found: Tlv[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    if (isPadding(bytes[offset])) {
      offset += 1;
      continue;
    }
    const { tag, valueOffset, valueLength } = parseHeader(bytes, offset);
    const end = valueOffset + valueLength;
    if (end > bytes.length) throw new CardProtocolError('a TLV value is cut off');
    found.push({ tag, value: bytes.subarray(valueOffset, end) });
    offset = end;
  }
  return found;
}

/** The value of the first data object with this tag. @throws {CardProtocolError} when it is missing */
export function requireTlv(objects: readonly Tlv[], tag: number): Uint8Array {
  const found = objects.find((object) => object.tag === tag);
  if (found === undefined) throw new CardProtocolError(`data object ${tag.toString(16).toUpperCase()} is missing`);
  return found.value;
}

/**
 * Length in bytes, with tag and length field, of the data object at the start of a file; null when the file is empty or erased.
 * @param start the first eight bytes of the file or more
 * @throws {CardProtocolError}
 */
export function encodedLength(start: Uint8Array): number | null {
  if (start.length === 0 || isPadding(start[0])) return null;
  const { valueOffset, valueLength } = parseHeader(start, 0);
  return valueOffset + valueLength;
}

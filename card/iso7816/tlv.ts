/** BER-TLV data objects, ISO 7816-4 §5.2.2 and annex E: definite lengths of up to four bytes, tags of up to three. */
import { concatBytes } from '../../base/bytes.js';
import { CardProtocolError } from '../errors.js';

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

/** One data object; several values are put together, so children may be given one by one. */
export function encodeTlv(tag: number, ...values: readonly Uint8Array[]): Uint8Array {
  const value = concatBytes(...values);
  const size = bytesOf(value.length);
  const length = value.length < 0x80 ? size : [0x80 | size.length, ...size];
  return concatBytes(Uint8Array.from([...bytesOf(tag), ...length]), value);
}

/** 00 and FF are no tags: they pad, and an erased file is full of them. */
const isPadding = (byte: number | undefined): boolean => byte === 0x00 || byte === 0xff;

/** Tag and length of the object at `offset`, which need not be there in full. @throws {CardProtocolError} */
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
 * The data objects that fill `bytes`; the padding bytes 00 and FF between them are skipped (§5.2.2.1).
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

/** Value of the first data object with this tag. @throws {CardProtocolError} when there is none. */
export function requireTlv(objects: readonly Tlv[], tag: number): Uint8Array {
  const found = objects.find((object) => object.tag === tag);
  if (found === undefined) throw new CardProtocolError(`data object ${tag.toString(16).toUpperCase()} is missing`);
  return found.value;
}

/**
 * Number of bytes, header included, of the data object that begins a file; null where the file is erased.
 * @param start the first eight bytes of the file or more
 * @throws {CardProtocolError}
 */
export function encodedLength(start: Uint8Array): number | null {
  if (start.length === 0 || isPadding(start[0])) return null;
  const { valueOffset, valueLength } = parseHeader(start, 0);
  return valueOffset + valueLength;
}

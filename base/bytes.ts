/** Inside the program bytes are `Uint8Array`; hex and base64 are used at its edges (logs, the API, the database). */

/** Upper-case hex without separators. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex').toUpperCase();
}

/**
 * @param hex an even number of hex digits in either case; white space is ignored
 * @throws {RangeError} when it is anything else
 */
export function fromHex(hex: string): Uint8Array {
  const digits = hex.replace(/\s+/g, '');
  if (!/^([0-9A-Fa-f]{2})*$/.test(digits)) throw new RangeError('not a string of hex bytes');
  return new Uint8Array(Buffer.from(digits, 'hex'));
}

/**
 * An array of zeros outside V8's heap and Node's buffer pool, for secrets. The garbage collector moves small arrays and does not
 * zero their old place. This array is never moved: filling it with zeros removes the only copy.
 */
export function pinnedBytes(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(length));
}

/** The parts in one new array, allocated as `pinnedBytes` does, so that it may hold a secret. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = pinnedBytes(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Compares length and content. Not in constant time. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** The text in UTF-8. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** RFC 4648 §4, padded, on one line. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** @throws {RangeError} when `text` is not canonical base64 (RFC 4648 §4; line breaks are allowed). */
export function fromBase64(text: string): Uint8Array {
  const packed = text.replace(/[\r\n]+/g, '');
  const bytes = Buffer.from(packed, 'base64');
  if (bytes.toString('base64') !== packed) throw new RangeError('not base64');
  return new Uint8Array(bytes);
}

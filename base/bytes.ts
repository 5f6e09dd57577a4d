/** Bytes inside are `Uint8Array`; hex is for the edges (logs, the API, the database). */

/** Upper-case hex without separators. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex').toUpperCase();
}

/** @throws {RangeError} when `hex` is not an even number of hex digits (blanks are allowed between bytes). */
export function fromHex(hex: string): Uint8Array {
  const digits = hex.replace(/\s+/g, '');
  if (!/^([0-9A-Fa-f]{2})*$/.test(digits)) throw new RangeError('not a string of hex bytes');
  return new Uint8Array(Buffer.from(digits, 'hex'));
}

/**
 * Zeroed bytes outside of V8's heap and of Node's buffer pool. The garbage collector copies small arrays and nobody zeroes what
 * it leaves behind; of these there is one copy, so that a secret in them is gone when they are filled with zeros.
 */
export function pinnedBytes(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(length));
}

/** The whole in one array, made as `pinnedBytes` makes it. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = pinnedBytes(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

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

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

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
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

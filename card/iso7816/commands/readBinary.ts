import type { Command } from '../command.js';

/**
 * READ BINARY from the current EF, ISO 7816-4 §11.3.3.
 * @param offset in bytes, 0 to 32767
 * @param length greatest number of bytes to read
 */
export function readBinary(offset: number, length: number): Command<Uint8Array> {
  const apdu = { cla: 0x00, ins: 0xb0, p1: offset >> 8, p2: offset & 0xff, le: length };
  return { name: 'READ BINARY', apdu, parse: (data) => data };
}

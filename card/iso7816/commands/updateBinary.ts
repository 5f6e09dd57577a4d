import type { Command } from '../command.js';
import { noAnswer } from '../command.js';

/** UPDATE BINARY of the current EF, ISO 7816-4 §11.3.5. @param offset in bytes, 0 to 32767 */
export function updateBinary(offset: number, data: Uint8Array): Command<void> {
  const apdu = { cla: 0x00, ins: 0xd6, p1: offset >> 8, p2: offset & 0xff, data };
  return { name: 'UPDATE BINARY', apdu, parse: noAnswer };
}

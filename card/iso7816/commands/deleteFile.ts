import type { Command } from '../command.js';
import { noAnswer } from '../command.js';

/** DELETE FILE by file identifier, ISO 7816-9 §9.2.3. */
export function deleteFile(fileId: number): Command<void> {
  const data = Uint8Array.of(fileId >> 8, fileId & 0xff);
  return { name: 'DELETE FILE', apdu: { cla: 0x00, ins: 0xe4, p1: 0x00, p2: 0x00, data }, parse: noAnswer };
}

import type { CommandApdu } from '../apdu.js';

/** GET RESPONSE, ISO 7816-4 §11.8.1: the next part of a response. @param cla of the command that it answers @param le bytes, 1 to 256 */
export function getResponse(cla: number, le: number): CommandApdu {
  return { cla, ins: 0xc0, p1: 0x00, p2: 0x00, le };
}

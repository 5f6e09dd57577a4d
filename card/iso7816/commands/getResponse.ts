import type { Command } from '../command.js';

/** GET RESPONSE, ISO 7816-4 §11.8.1: the next part of an answer that did not fit. */
export function getResponse(cla: number, le: number): Command<Uint8Array> {
  return { name: 'GET RESPONSE', apdu: { cla, ins: 0xc0, p1: 0x00, p2: 0x00, le }, parse: (data) => data };
}

import type { Command } from '../command.js';

/**
 * GET DATA, ISO 7816-4 §11.4.3, for one data object.
 * @param tag of one or two bytes, in P1 P2
 * @param cla 0x80 for a data object of GlobalPlatform (GP Card Specification §11.3)
 * @returns a command whose answer is the data object, on most cards with tag and length
 */
export function getData(tag: number, cla = 0x00): Command<Uint8Array> {
  return { name: 'GET DATA', apdu: { cla, ins: 0xca, p1: tag >> 8, p2: tag & 0xff, le: 256 }, parse: (data) => data };
}

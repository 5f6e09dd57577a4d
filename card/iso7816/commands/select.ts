import { fromHex } from '../../../base/bytes.js';
import type { Command } from '../command.js';
import { noAnswer } from '../command.js';
import type { FileControl } from '../fileControl.js';
import { parseFileControl } from '../fileControl.js';

/**
 * SELECT by DF name, ISO 7816-4 §11.2.2 (P1 = 04).
 * @param aid application identifier
 * @returns a command whose answer is the application's response data, in a format of its own
 */
export function selectApplication(aid: Uint8Array): Command<Uint8Array> {
  return {
    name: 'SELECT',
    apdu: { cla: 0x00, ins: 0xa4, p1: 0x04, p2: 0x00, data: aid, le: 256 },
    parse: (data) => data,
  };
}

/** SELECT by DF name without a name: the application that the card selects by itself, its issuer security domain (GPCS 2.3 §11.9). */
export function selectDefaultApplication(): Command<Uint8Array> {
  return { name: 'SELECT', apdu: { cla: 0x00, ins: 0xa4, p1: 0x04, p2: 0x00, le: 256 }, parse: (data) => data };
}

const selectByPath = { cla: 0x00, ins: 0xa4, p1: 0x08 } as const;

/** SELECT by path from the MF (P1 = 08) without response data (P2 = 0C). @param path file identifiers below the MF, hex */
export function selectPath(path: string): Command<void> {
  return { name: 'SELECT', apdu: { ...selectByPath, p2: 0x0c, data: fromHex(path) }, parse: noAnswer };
}

/** SELECT by path from the MF, answered with the file control information (P2 = 00). @param path as in `selectPath` */
export function selectPathWithFci(path: string): Command<FileControl> {
  return { name: 'SELECT', apdu: { ...selectByPath, p2: 0x00, data: fromHex(path), le: 256 }, parse: parseFileControl };
}

/** SELECT of the master file (P1 = 00, 3F00) without response data. */
export function selectMasterFile(): Command<void> {
  const apdu = { cla: 0x00, ins: 0xa4, p1: 0x00, p2: 0x0c, data: Uint8Array.of(0x3f, 0x00) };
  return { name: 'SELECT', apdu, parse: noAnswer };
}

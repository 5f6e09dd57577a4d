/** Command and response APDUs, ISO 7816-4 §5.1 (structure) and §5.2 (length fields). */
import { concatBytes } from '../../base/bytes.js';
import { CardProtocolError } from '../errors.js';

export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Command data field; absent or empty means no Lc. */
  readonly data?: Uint8Array;
  /** Greatest number of response bytes expected (1 to 65536); absent means no Le. */
  readonly le?: number;
}

export interface ResponseApdu {
  readonly data: Uint8Array;
  /** SW1 SW2 as a number, e.g. 0x9000. */
  readonly statusWord: number;
}

/** Longest data fields with short length fields, in bytes (§5.2). */
export const shortLimits = { commandBytes: 255, responseBytes: 256 } as const;
/** Longest data fields with extended length fields, in bytes (§5.2). */
export const extendedLimits = { commandBytes: 65535, responseBytes: 65536 } as const;

/** Bit 5 of CLA: more commands of this chain follow (§5.3.3). */
export const chainingBit = 0x10;

/**
 * Encodes a command APDU.
 * @param extended may extended length fields be used? They are used only for lengths that do not fit short ones.
 * @throws {RangeError} when a length does not fit
 */
export function encodeCommand(apdu: CommandApdu, extended = false): Uint8Array {
  const data = apdu.data ?? new Uint8Array();
  const { le } = apdu;
  const long = data.length > shortLimits.commandBytes || (le ?? 0) > shortLimits.responseBytes;
  const limits = extended ? extendedLimits : shortLimits;
  if (data.length > limits.commandBytes) throw new RangeError(`${data.length} bytes do not fit a command APDU`);
  if (le !== undefined && (le < 1 || le > limits.responseBytes)) throw new RangeError(`Le ${le} does not fit`);
  const header = Uint8Array.of(apdu.cla, apdu.ins, apdu.p1, apdu.p2);
  const lc = data.length === 0 ? [] : long ? [0, data.length >> 8, data.length & 0xff] : [data.length];
  // An extended Le has two bytes after an extended Lc and three bytes without Lc; 0 stands for the maximum.
  const leField =
    le === undefined ? [] : long ? [...(data.length === 0 ? [0] : []), (le >> 8) & 0xff, le & 0xff] : [le & 0xff];
  return concatBytes(header, Uint8Array.from(lc), data, Uint8Array.from(leField));
}

/**
 * Encodes a command as a T=0 command TPDU (ISO 7816-3 §12.2.1). Its one length byte, P3, is the length of the data, or Le, or 00 for a
 * command with neither. A command with data has no Le: GET RESPONSE fetches its answer.
 * @throws {RangeError} when a length does not fit
 */
export function encodeTpdu(apdu: CommandApdu): Uint8Array {
  const { cla, ins, p1, p2, data, le } = apdu;
  const hasData = data !== undefined && data.length > 0;
  if (hasData) return encodeCommand({ cla, ins, p1, p2, data });
  return le === undefined ? Uint8Array.of(cla, ins, p1, p2, 0) : encodeCommand({ cla, ins, p1, p2, le });
}

/** Does the command have data and an answer (case 4 of ISO 7816-3 §12.1)? */
export const isCase4 = ({ data, le }: CommandApdu): boolean =>
  le !== undefined && data !== undefined && data.length > 0;

/**
 * Parses a response APDU. The data field of the result is a view of `bytes`, not a copy.
 * @throws {CardProtocolError} when there are fewer than two bytes, or SW1 is not 61 to 6F or 9X (§5.1)
 */
export function parseResponse(bytes: Uint8Array): ResponseApdu {
  const sw1 = bytes.at(-2);
  const sw2 = bytes.at(-1);
  if (sw1 === undefined || sw2 === undefined) throw new CardProtocolError(`a response of ${bytes.length} bytes`);
  const nibble = sw1 >> 4;
  if (sw1 === 0x60 || (nibble !== 6 && nibble !== 9))
    throw new CardProtocolError(`SW1 ${sw1.toString(16)} is not allowed`);
  return { data: bytes.subarray(0, -2), statusWord: (sw1 << 8) | sw2 };
}

/** Command and response APDUs on the side of the card (ISO 7816-3 §12.1, ISO 7816-4 §5.1). */
import { concatBytes } from '../../base/bytes.js';
import { StatusError, StatusWord } from './statusWord.js';

/** A parsed command APDU. */
export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Nc bytes; empty when there is no Lc. */
  readonly data: Uint8Array;
  /** Ne: greatest number of response bytes expected; null when there is no Le. */
  readonly expectedLength: number | null;
  /** The command has extended length fields. */
  readonly extended: boolean;
}

export interface ResponseApdu {
  readonly data: Uint8Array;
  readonly statusWord: number;
}

const noData = new Uint8Array(0);

/** Parses a command APDU. @throws {StatusError} 6700 when its length fields do not fit its length */
export function parseCommandApdu(bytes: Uint8Array): CommandApdu {
  if (bytes.length < 4) throw new StatusError(StatusWord.wrongLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = { cla: view.getUint8(0), ins: view.getUint8(1), p1: view.getUint8(2), p2: view.getUint8(3) };
  const short = (dataLength: number, expectedLength: number | null): CommandApdu => ({
    ...header,
    data: bytes.subarray(5, 5 + dataLength),
    expectedLength,
    extended: false,
  });
  const extended = (dataLength: number, expectedLength: number | null): CommandApdu => ({
    ...header,
    data: bytes.subarray(7, 7 + dataLength),
    expectedLength,
    extended: true,
  });
  if (bytes.length === 4) return { ...header, data: noData, expectedLength: null, extended: false };
  if (bytes.length === 5) return short(0, view.getUint8(4) || 256);
  const shortLength = view.getUint8(4);
  if (shortLength !== 0) {
    if (bytes.length === 5 + shortLength) return short(shortLength, null);
    if (bytes.length === 6 + shortLength) return short(shortLength, view.getUint8(5 + shortLength) || 256);
    throw new StatusError(StatusWord.wrongLength);
  }
  if (bytes.length < 7) throw new StatusError(StatusWord.wrongLength);
  const extendedLength = view.getUint16(5);
  if (bytes.length === 7) return extended(0, extendedLength || 65536);
  if (extendedLength !== 0 && bytes.length === 7 + extendedLength) return extended(extendedLength, null);
  if (extendedLength !== 0 && bytes.length === 9 + extendedLength) {
    return extended(extendedLength, view.getUint16(7 + extendedLength) || 65536);
  }
  throw new StatusError(StatusWord.wrongLength);
}

/** Parses a command APDU. @returns an error when its length fields do not fit its length */
export function parsed(bytes: Uint8Array): CommandApdu | StatusError {
  try {
    return parseCommandApdu(bytes);
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
}

/** Data and SW1 SW2. */
export function encodeResponseApdu(response: ResponseApdu): Uint8Array {
  return concatBytes(response.data, Uint8Array.of(response.statusWord >> 8, response.statusWord & 0xff));
}

/** A response without data. */
export function statusOnly(statusWord: number = StatusWord.success): ResponseApdu {
  return { data: noData, statusWord };
}

/** 9000 with data. */
export function success(data: Uint8Array): ResponseApdu {
  return { data, statusWord: StatusWord.success };
}

/** Is CLA bit 5 set: more commands of this chain follow (ISO 7816-4 §5.3.3)? */
export function isChained(command: CommandApdu): boolean {
  return (command.cla & 0x10) !== 0;
}

/** P1 and P2 as one number. */
export function p1p2(command: CommandApdu): number {
  return (command.p1 << 8) | command.p2;
}

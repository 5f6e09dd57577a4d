/** Command and response APDUs as the card's side sees them (ISO 7816-3 §12.1, ISO 7816-4 §5.1). */
import { concatBytes } from '../../base/bytes.js';
import { StatusError, StatusWord } from './statusWord.js';

export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Nc bytes; empty when there is no Lc. */
  readonly data: Uint8Array;
  /** Ne: the most bytes the sender wants; null when there is no Le. */
  readonly expectedLength: number | null;
  /** Lc and Le were sent in three bytes. */
  readonly extended: boolean;
}

export interface ResponseApdu {
  readonly data: Uint8Array;
  readonly statusWord: number;
}

const noData = new Uint8Array(0);

/** @throws {StatusError} 6700 when the lengths contradict each other. */
export function parseCommandApdu(bytes: Uint8Array): CommandApdu {
  if (bytes.length < 4) throw new StatusError(StatusWord.wrongLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = { cla: view.getUint8(0), ins: view.getUint8(1), p1: view.getUint8(2), p2: view.getUint8(3) };
  const command = (dataStart: number, dataLength: number, expectedLength: number | null, extended: boolean) => ({
    ...header,
    data: bytes.subarray(dataStart, dataStart + dataLength),
    expectedLength,
    extended,
  });
  if (bytes.length === 4) return { ...header, data: noData, expectedLength: null, extended: false };
  if (bytes.length === 5) return command(5, 0, view.getUint8(4) || 256, false);
  const shortLength = view.getUint8(4);
  if (shortLength !== 0) {
    if (bytes.length === 5 + shortLength) return command(5, shortLength, null, false);
    if (bytes.length === 6 + shortLength) {
      return command(5, shortLength, view.getUint8(5 + shortLength) || 256, false);
    }
    throw new StatusError(StatusWord.wrongLength);
  }
  if (bytes.length < 7) throw new StatusError(StatusWord.wrongLength);
  const extendedLength = view.getUint16(5);
  if (bytes.length === 7) return command(7, 0, extendedLength || 65536, true);
  if (extendedLength !== 0 && bytes.length === 7 + extendedLength) return command(7, extendedLength, null, true);
  if (extendedLength !== 0 && bytes.length === 9 + extendedLength) {
    return command(7, extendedLength, view.getUint16(7 + extendedLength) || 65536, true);
  }
  throw new StatusError(StatusWord.wrongLength);
}

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

/** CLA bit 5 of an interindustry class: more of this command follows (ISO 7816-4 §5.3.3). */
export function isChained(command: CommandApdu): boolean {
  return (command.cla & 0x10) !== 0;
}

/** P1 and P2 as one number. */
export function p1p2(command: CommandApdu): number {
  return (command.p1 << 8) | command.p2;
}

/** Ranges of card serial numbers: hex of equal length, so that their order as text is their order as numbers. */
import { Failure } from '../contract/failures/failure.js';
import { plainCardSerial } from '../../base/cardSerial.js';

/** The first and the last serial number. */
export interface SerialRange {
  readonly from: string;
  readonly to: string;
}

/** Digits of the longest serial number that a card model has. */
const longest = 40;

/** Normalises and checks a range. @throws {Failure} `stock.range.*` */
export function readRange(range: SerialRange): SerialRange {
  const [from, to] = [plainCardSerial(range.from), plainCardSerial(range.to)];
  for (const serial of [from, to]) {
    if (!/^[0-9A-F]+$/.test(serial)) throw new Failure('stock.range.notHex', { serial });
    if (serial.length % 2 === 1 || serial.length > longest) {
      throw new Failure('stock.range.length', { serial, digits: serial.length, longest });
    }
  }
  if (from.length !== to.length) throw new Failure('stock.range.unequal', { from: from.length, to: to.length });
  if (to < from) throw new Failure('stock.range.backwards', { from, to });
  return { from, to };
}

export function rangeHolds({ from, to }: SerialRange, serial: string): boolean {
  return serial.length === from.length && from <= serial && serial <= to;
}

/** How many numbers it has. */
export function rangeSize({ from, to }: SerialRange): bigint {
  return BigInt(`0x${to}`) - BigInt(`0x${from}`) + 1n;
}

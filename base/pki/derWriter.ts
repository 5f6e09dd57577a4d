/** Elements of DER (X.690 §8.1, §10.1) whose content is written piece by piece, because it does not fit into memory. */
import * as asn1js from 'asn1js';
import { concatBytes } from '../bytes.js';
import { der } from './der.js';

/** The longest content whose length `elementAt` reads: four bytes. */
export const longestContent = 0xffff_ffff;

/** @throws {RangeError} when the content is longer than 4 GiB */
function lengthOctets(length: number): Uint8Array {
  if (length > longestContent) throw new RangeError('the content is longer than 4 GiB');
  if (length < 0x80) return Uint8Array.of(length);
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return Uint8Array.of(0x80 | digits.length, ...digits);
}

/** An element with all of its content. */
export function derElement(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  return derBeginning(tag, 0, ...content);
}

/** An element up to the last `rest` bytes of its content, which the caller writes after it. @throws {RangeError} */
export function derBeginning(tag: number, rest: number, ...content: readonly Uint8Array[]): Uint8Array {
  const length = content.reduce((sum, part) => sum + part.length, rest);
  return concatBytes(Uint8Array.of(tag), lengthOctets(length), ...content);
}

/** @param id dotted */
export function derObjectIdentifier(id: string): Uint8Array {
  return der(new asn1js.ObjectIdentifier({ value: id }));
}

/** Answer to reset, ISO 7816-3 §8.2. It says how the chip talks, not what is on it: drivers look at content too. */

export interface Atr {
  /** Transmission protocols offered, e.g. [0, 1] for T=0 and T=1. */
  readonly protocols: readonly number[];
  readonly historicalBytes: Uint8Array;
}

const maxAtrBytes = 33;
/** T=15 is no protocol: it marks interface bytes that hold for all of them. */
const globalBytes = 15;

/** The number of bytes of TA to TD that an indicator (the upper half of T0 or TD) announces. */
const announced = (indicator: number): number =>
  [0x10, 0x20, 0x40, 0x80].filter((bit) => (indicator & bit) !== 0).length;

/** @returns null when the bytes are no answer to reset: wrong TS, wrong length, wrong check byte. */
export function parseAtr(atr: Uint8Array): Atr | null {
  const [ts, t0] = atr;
  if ((ts !== 0x3b && ts !== 0x3f) || t0 === undefined || atr.length > maxAtrBytes) return null;
  const offered: number[] = [];
  let position = 2 + announced(t0);
  for (let indicator = t0; (indicator & 0x80) !== 0; position += announced(indicator)) {
    const td = atr[position - 1];
    if (td === undefined) return null;
    offered.push(td & 0x0f);
    indicator = td;
  }
  const historicalLength = t0 & 0x0f;
  const historicalBytes = atr.slice(position, position + historicalLength);
  // The check byte TCK is there unless T=0 is the only protocol; it makes the XOR of T0 to TCK zero.
  const checked = offered.some((protocol) => protocol !== 0);
  if (atr.length !== position + historicalLength + (checked ? 1 : 0)) return null;
  if (checked && atr.subarray(1).reduce((xor, byte) => xor ^ byte, 0) !== 0) return null;
  const protocols = [...new Set(offered)].filter((protocol) => protocol !== globalBytes);
  return { protocols: protocols.length === 0 ? [0] : protocols, historicalBytes };
}

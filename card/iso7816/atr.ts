/** Answer to reset, ISO 7816-3 §8.2. It describes the chip's protocols, not its content, so drivers also read the card. */

/** A parsed answer to reset. */
export interface Atr {
  /** Transmission protocols offered, e.g. [0, 1] for T=0 and T=1. */
  readonly protocols: readonly number[];
  readonly historicalBytes: Uint8Array;
}

const maxAtrBytes = 33;
/** T=15 is not a protocol: it marks interface bytes that apply to all protocols. */
const globalBytes = 15;

/** How many of the bytes TA, TB, TC and TD follow, by the upper half of T0 or of a TD. */
const announced = (indicator: number): number =>
  [0x10, 0x20, 0x40, 0x80].filter((bit) => (indicator & bit) !== 0).length;

/** @returns null when the bytes are not an answer to reset: wrong TS, wrong length or wrong check byte */
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
  // The check byte TCK is present unless T=0 is the only protocol. The XOR of T0 to TCK is zero.
  const checked = offered.some((protocol) => protocol !== 0);
  if (atr.length !== position + historicalLength + (checked ? 1 : 0)) return null;
  if (checked && atr.subarray(1).reduce((xor, byte) => xor ^ byte, 0) !== 0) return null;
  const protocols = [...new Set(offered)].filter((protocol) => protocol !== globalBytes);
  return { protocols: protocols.length === 0 ? [0] : protocols, historicalBytes };
}

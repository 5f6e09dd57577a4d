/** Answer to reset, ISO 7816-3 §8.2. It says how the chip talks, not what is on it: drivers look at content too. */

export interface Atr {
  /** Transmission protocols offered, e.g. [0, 1] for T=0 and T=1. */
  readonly protocols: readonly number[];
  readonly historicalBytes: Uint8Array;
}

/** @returns null when the bytes are no answer to reset: wrong TS, wrong length, wrong check byte. */
export function parseAtr(atr: Uint8Array): Atr | null {
  const [ts, t0] = atr;
  if ((ts !== 0x3b && ts !== 0x3f) || t0 === undefined || atr.length > 33) return null;
  const protocols: number[] = [];
  let position = 2;
  for (let indicator: number | null = t0 >> 4; indicator !== null;) {
    const interfaceBytes = [1, 2, 4, 8].filter((bit) => ((indicator ?? 0) & bit) !== 0).length;
    const hasTd: boolean = (indicator & 8) !== 0;
    position += interfaceBytes;
    const td: number | undefined = hasTd ? atr[position - 1] : undefined;
    if (hasTd && td === undefined) return null;
    if (td !== undefined) protocols.push(td & 0x0f);
    indicator = td === undefined ? null : td >> 4;
  }
  const historicalLength = t0 & 0x0f;
  const historicalBytes = atr.slice(position, position + historicalLength);
  // The check byte TCK is there unless T=0 is the only protocol; it makes the XOR of T0 to TCK zero.
  const checked = protocols.some((protocol) => protocol !== 0);
  if (atr.length !== position + historicalLength + (checked ? 1 : 0)) return null;
  if (checked && atr.subarray(1).reduce((xor, byte) => xor ^ byte, 0) !== 0) return null;
  return { protocols: protocols.length === 0 ? [0] : protocols, historicalBytes };
}

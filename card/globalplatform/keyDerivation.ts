/** The key derivation of SCP03: SP 800-108 in counter mode with AES-CMAC (GlobalPlatform Amendment D §4.1.5). */
import { concatBytes } from '../../base/bytes.js';

/** Derivation constants (table 4-1). */
export const derivationConstants = {
  cardCryptogram: 0x00,
  hostCryptogram: 0x01,
  cardChallenge: 0x02,
  sEnc: 0x04,
  sMac: 0x06,
  sRmac: 0x07,
} as const;

export type DerivationConstant = (typeof derivationConstants)[keyof typeof derivationConstants];

/** How AES-CMAC is computed: under a static key in a token, or under a session key. */
export type Cmac = (message: Uint8Array) => Promise<Uint8Array> | Uint8Array;

const labelZeros = new Uint8Array(11);
const separator = 0x00;
const prfBytes = 16;

/**
 * @param lengthBytes of the derived data: 8 or 16 for a cryptogram or challenge, that of the static key for a session key
 * @param context host challenge and card challenge
 */
export async function derive(
  cmac: Cmac,
  constant: DerivationConstant,
  lengthBytes: number,
  context: Uint8Array,
): Promise<Uint8Array> {
  const bits = lengthBytes * 8;
  const parts: Uint8Array[] = [];
  for (let counter = 1; (counter - 1) * prfBytes < lengthBytes; counter++) {
    const block = Uint8Array.of(constant, separator, bits >> 8, bits & 0xff, counter);
    parts.push(await cmac(concatBytes(labelZeros, block, context)));
  }
  const whole = concatBytes(...parts);
  const derived = whole.slice(0, lengthBytes);
  for (const part of [...parts, whole]) part.fill(0);
  return derived;
}

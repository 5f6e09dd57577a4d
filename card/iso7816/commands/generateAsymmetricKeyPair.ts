import type { Command } from '../command.js';
import { parseTlvs, requireTlv } from '../tlv.js';

/** An RSA public key. Both numbers are big-endian, without leading zeros. */
export interface RsaPublicKey {
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
}

function withoutLeadingZeros(value: Uint8Array): Uint8Array {
  const first = value.findIndex((byte) => byte !== 0);
  return first < 0 ? new Uint8Array() : value.slice(first);
}

/**
 * GENERATE ASYMMETRIC KEY PAIR for RSA, ISO 7816-8 §11.2. The answer is the public key (template 7F49, modulus 81, exponent 82;
 * table 3). The security environment selects key and algorithm.
 * @param p1 generation control; its value depends on the card family
 * @param timeoutMs the card's worst case; RSA-2048 takes from half a second to a minute
 */
export function generateRsaKeyPair(p1: number, timeoutMs: number): Command<RsaPublicKey> {
  return {
    name: 'GENERATE ASYMMETRIC KEY PAIR',
    apdu: { cla: 0x00, ins: 0x46, p1, p2: 0x00, le: 256 },
    parse: (data) => {
      const template = parseTlvs(requireTlv(parseTlvs(data), 0x7f49));
      return {
        modulus: withoutLeadingZeros(requireTlv(template, 0x81)),
        exponent: withoutLeadingZeros(requireTlv(template, 0x82)),
      };
    },
    timeoutMs,
  };
}

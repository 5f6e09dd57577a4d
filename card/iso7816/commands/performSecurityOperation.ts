import { concatBytes } from '../../../base/bytes.js';
import { Secret } from '../../../base/secret.js';
import type { Command } from '../command.js';

/**
 * PERFORM SECURITY OPERATION, COMPUTE DIGITAL SIGNATURE, ISO 7816-8 §11.8 (P1 P2 = 9E 9A).
 * @param input as the algorithm of the security environment requires, e.g. a DigestInfo
 */
export function computeDigitalSignature(input: Uint8Array): Command<Uint8Array> {
  return {
    name: 'PSO: COMPUTE DIGITAL SIGNATURE',
    apdu: { cla: 0x00, ins: 0x2a, p1: 0x9e, p2: 0x9a, data: input, le: 256 },
    parse: (data) => data,
  };
}

/** PERFORM SECURITY OPERATION, DECIPHER, ISO 7816-8 §11.14 (P1 P2 = 80 86). The padding indicator 00 precedes the cryptogram. */
export function decipher(cryptogram: Uint8Array): Command<Secret> {
  return {
    name: 'PSO: DECIPHER',
    apdu: { cla: 0x00, ins: 0x2a, p1: 0x80, p2: 0x86, data: concatBytes(Uint8Array.of(0x00), cryptogram), le: 256 },
    parse: (data) => Secret.takeBytes(concatBytes(data)),
    secretAnswer: true,
  };
}

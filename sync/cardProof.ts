/** How a card proves itself to the RA: the gateway asks the card to sign these bytes, the RA verifies the signature. */
import { concatBytes, utf8 } from '../base/bytes.js';

const purpose = utf8('card-gateway renewal');
const separator = Uint8Array.of(0);

/**
 * What the card signs. No other protocol's bytes look like this, so that a signature made here is worth nothing elsewhere.
 * @param challenge from the RA, 32 bytes
 * @param certificateSerial upper-case hex
 */
export function proofBytes(challenge: Uint8Array, certificateSerial: string): Uint8Array {
  return concatBytes(purpose, separator, challenge, separator, utf8(certificateSerial));
}

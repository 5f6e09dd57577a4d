/** A card's proof for the RA: the gateway has the card sign these bytes, and the RA verifies the signature. */
import { concatBytes, utf8 } from '../base/bytes.js';

const purpose = utf8('card-gateway renewal');
const separator = Uint8Array.of(0);

/**
 * The bytes that the card signs. They begin with their purpose, so no other protocol accepts the signature.
 * @param challenge from the RA, 32 bytes
 * @param certificateSerial upper-case hex
 */
export function proofBytes(challenge: Uint8Array, certificateSerial: string): Uint8Array {
  return concatBytes(purpose, separator, challenge, separator, utf8(certificateSerial));
}

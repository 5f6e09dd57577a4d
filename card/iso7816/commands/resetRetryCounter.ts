import { pinnedBytes } from '../../../base/bytes.js';
import type { Secret } from '../../../base/secret.js';
import type { PinReference } from '../../../base/terms.js';
import type { Command } from '../command.js';
import { noAnswer } from '../command.js';

/**
 * RESET RETRY COUNTER with the resetting code and new reference data (P1 = 00), ISO 7816-4 §11.5.10. The PUK stands in
 * the command as it is, the new PIN is filled up with 00 to `paddedLength` bytes.
 * @param qualifier P2, the card's reference of the PIN @param reference the PIN that it is to people
 */
export function resetRetryCounter(
  qualifier: number,
  reference: PinReference,
  puk: Secret,
  newPin: Secret,
  paddedLength: number,
): Command<void> {
  const data = pinnedBytes(puk.length + paddedLength);
  puk.use((bytes) => data.set(bytes));
  newPin.use((bytes) => data.set(bytes, puk.length));
  return {
    name: 'RESET RETRY COUNTER',
    apdu: { cla: 0x00, ins: 0x2c, p1: 0x00, p2: qualifier, data },
    parse: noAnswer,
    presents: { kind: 'puk', reference },
    secretData: true,
  };
}

import { pinnedBytes } from '../../../base/bytes.js';
import type { Secret } from '../../../base/secret.js';
import type { Command, PinField } from '../command.js';
import { noAnswer } from '../command.js';

/**
 * RESET RETRY COUNTER with the resetting code and new reference data (P1 = 00), ISO 7816-4 §11.5.10. The PUK is sent without padding,
 * the new PIN is padded.
 */
export function resetRetryCounter(field: PinField, puk: Secret, newPin: Secret): Command<void> {
  const { qualifier, reference, paddedLength } = field;
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

import { pinnedBytes } from '../../../base/bytes.js';
import type { Secret } from '../../../base/secret.js';
import type { Command, PinField } from '../command.js';
import { noAnswer } from '../command.js';

/** VERIFY, ISO 7816-4 §11.5.6. The PIN is padded. */
export function verify({ qualifier, reference, paddedLength }: PinField, pin: Secret): Command<void> {
  const data = pinnedBytes(paddedLength);
  pin.use((bytes) => data.set(bytes));
  return {
    name: 'VERIFY',
    apdu: { cla: 0x00, ins: 0x20, p1: 0x00, p2: qualifier, data },
    parse: noAnswer,
    presents: { kind: 'pin', reference },
    secretData: true,
  };
}

/**
 * VERIFY without a data field, ISO 7816-4 §11.5.6. The status word is 9000 when no PIN is required, or 63CX with the tries left. No try is
 * spent.
 * @param qualifier P2: the card's reference of the PIN
 */
export function verifyStatus(qualifier: number): Command<void> {
  return { name: 'VERIFY', apdu: { cla: 0x00, ins: 0x20, p1: 0x00, p2: qualifier }, parse: noAnswer };
}

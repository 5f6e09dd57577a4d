import { pinnedBytes } from '../../../base/bytes.js';
import type { Secret } from '../../../base/secret.js';
import type { PinReference } from '../../../base/terms.js';
import type { Command } from '../command.js';
import { noAnswer } from '../command.js';

/**
 * VERIFY, ISO 7816-4 §11.5.6.
 * @param qualifier P2, the card's reference of the PIN @param reference the PIN that it is to people
 * @param paddedLength the PIN is filled up with 00 to this many bytes
 */
export function verify(qualifier: number, reference: PinReference, pin: Secret, paddedLength: number): Command<void> {
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

/** VERIFY without a data field: 9000 or 63CX tells whether the PIN is asked for and how many tries are left; none is spent. */
export function verifyStatus(qualifier: number): Command<void> {
  return { name: 'VERIFY', apdu: { cla: 0x00, ins: 0x20, p1: 0x00, p2: qualifier }, parse: noAnswer };
}

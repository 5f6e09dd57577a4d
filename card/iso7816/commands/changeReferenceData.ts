import { concatBytes, pinnedBytes } from '../../../base/bytes.js';
import type { Secret } from '../../../base/secret.js';
import type { Command, PinField } from '../command.js';
import { noAnswer } from '../command.js';

const header = { cla: 0x00, ins: 0x24 } as const;

/**
 * CHANGE REFERENCE DATA with new data only (P1 = 01), ISO 7816-4 §11.5.7: sets the first PIN or PUK.
 * @param qualifier P2: the card's reference of the PIN or PUK
 * @param newData sent without padding
 */
export function setReferenceData(qualifier: number, newData: Secret): Command<void> {
  const data = newData.use((bytes) => concatBytes(bytes));
  return {
    name: 'CHANGE REFERENCE DATA',
    apdu: { ...header, p1: 0x01, p2: qualifier, data },
    parse: noAnswer,
    secretData: true,
  };
}

/**
 * CHANGE REFERENCE DATA with new data of one byte, which every card refuses. It changes nothing; the status word shows whether the card
 * would accept new data of the right length.
 * @param qualifier P2: the card's reference of the PIN or PUK
 */
export function probeReferenceData(qualifier: number): Command<void> {
  const apdu = { ...header, p1: 0x01, p2: qualifier, data: Uint8Array.of(0x00) };
  return { name: 'CHANGE REFERENCE DATA', apdu, parse: noAnswer };
}

/** CHANGE REFERENCE DATA with the old PIN and the new one (P1 = 00), each padded, ISO 7816-4 §11.5.7. */
export function changeReferenceData(field: PinField, oldPin: Secret, newPin: Secret): Command<void> {
  const { qualifier, reference, paddedLength } = field;
  const data = pinnedBytes(2 * paddedLength);
  oldPin.use((bytes) => data.set(bytes));
  newPin.use((bytes) => data.set(bytes, paddedLength));
  return {
    name: 'CHANGE REFERENCE DATA',
    apdu: { ...header, p1: 0x00, p2: qualifier, data },
    parse: noAnswer,
    presents: { kind: 'pin', reference },
    secretData: true,
  };
}

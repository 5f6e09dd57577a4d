import { concatBytes, pinnedBytes } from '../../../base/bytes.js';
import type { Secret } from '../../../base/secret.js';
import type { PinReference } from '../../../base/terms.js';
import type { Command } from '../command.js';
import { noAnswer } from '../command.js';

const header = { cla: 0x00, ins: 0x24 } as const;

/** CHANGE REFERENCE DATA with new data only (P1 = 01), ISO 7816-4 §11.5.7: sets a PIN or PUK that was not there. @param qualifier P2 */
export function setReferenceData(qualifier: number, newData: Secret): Command<void> {
  const data = newData.use((bytes) => concatBytes(bytes));
  return {
    name: 'CHANGE REFERENCE DATA',
    apdu: { ...header, p1: 0x01, p2: qualifier, data },
    parse: noAnswer,
    secretData: true,
  };
}

/** CHANGE REFERENCE DATA with a length that no card takes: it changes nothing, and its status word tells whether it could have. */
export function probeReferenceData(qualifier: number): Command<void> {
  const apdu = { ...header, p1: 0x01, p2: qualifier, data: Uint8Array.of(0x00) };
  return { name: 'CHANGE REFERENCE DATA', apdu, parse: noAnswer };
}

/**
 * CHANGE REFERENCE DATA with the old PIN and the new one (P1 = 00), each filled up with 00 to `paddedLength` bytes.
 * @param qualifier P2 @param reference the PIN that it is to people
 */
export function changeReferenceData(
  qualifier: number,
  reference: PinReference,
  oldPin: Secret,
  newPin: Secret,
  paddedLength: number,
): Command<void> {
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

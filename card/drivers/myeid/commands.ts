/** The commands of a MyEID card that ISO 7816 does not have, or has in another form (MyEID reference manual). */
import { concatBytes, fromHex } from '../../../base/bytes.js';
import { Secret } from '../../../base/secret.js';
import type { PinReference } from '../../../base/terms.js';
import { CardProtocolError } from '../../errors.js';
import type { Command } from '../../iso7816/command.js';
import { noAnswer } from '../../iso7816/command.js';
import { secretFields } from '../../iso7816/secretFields.js';
import { encodeTlv, parseTlvs, requireTlv } from '../../iso7816/tlv.js';
import { fieldLength, tries } from './capabilities.js';
import type { NewFile } from './layout.js';

export const applicationId = fromHex('A000000063504B43532D3135');

const padding = { byte: 0xff, length: fieldLength };
const infoLength = 20;

/**
 * Is the application finalised? By its life cycle status (8A, ISO 7816-4 table 14): 05 and 07 are activated, 01 and 03 are not yet.
 * @param information the answer to SELECT of the application
 * @throws {CardProtocolError} in any other state, e.g. deactivated or terminated
 */
export function isActivated(information: Uint8Array): boolean {
  const control = parseTlvs(requireTlv(parseTlvs(information), 0x6f));
  const [state = 0] = requireTlv(control, 0x8a);
  if ([0x05, 0x07].includes(state)) return true;
  if ([0x01, 0x03].includes(state)) return false;
  throw new CardProtocolError(`an application in the life cycle state ${state}`);
}

/** GET DATA 01 A0. @returns a command whose answer is the card's serial number, ten bytes */
export function readSerial(): Command<Uint8Array> {
  return {
    name: 'GET DATA',
    apdu: { cla: 0x00, ins: 0xca, p1: 0x01, p2: 0xa0, le: infoLength },
    parse: (data) => {
      if (data.length !== infoLength) throw new CardProtocolError(`card information of ${data.length} bytes`);
      return data.slice(8, 18);
    },
  };
}

/** What the card tells of a PIN and its PUK. */
export interface PinInformation {
  readonly pinLeft: number;
  readonly pukLeft: number;
  readonly pinMax: number;
  readonly pukMax: number;
}

/** GET DATA 01 B1, 01 B2. It spends no try. @returns a command that answers null while no PIN was set */
export function readPinInformation(reference: PinReference): Command<PinInformation | null> {
  return {
    name: 'GET DATA',
    apdu: { cla: 0x00, ins: 0xca, p1: 0x01, p2: 0xb0 | reference, le: 256 },
    parse: (data) => {
      const [pinLeft, pukLeft, pinMax, pukMax] = data;
      if (pinLeft === undefined || pukLeft === undefined || pinMax === undefined || pukMax === undefined) {
        throw new CardProtocolError(`PIN information of ${data.length} bytes`);
      }
      // Memory that was never written: all bits are set.
      if (pinMax > 15) return null;
      if (pinLeft > pinMax || pukLeft > pukMax) throw new CardProtocolError('more tries left than there are');
      return { pinLeft, pukLeft, pinMax, pukMax };
    },
  };
}

/** PUT DATA 01 01, 01 02 before the card is finalised: PIN, PUK and their tries. */
export function initialisePin(reference: PinReference, pin: Secret, puk: Secret): Command<void> {
  const data = secretFields(padding, [pin, puk], [tries.pin, tries.puk, 0x00]);
  return {
    name: 'PUT DATA',
    apdu: { cla: 0x00, ins: 0xda, p1: 0x01, p2: reference, data },
    parse: noAnswer,
    secretData: true,
  };
}

/** VERIFY with the PIN padded with FF. */
export function verifyPadded(reference: PinReference, pin: Secret): Command<void> {
  const apdu = { cla: 0x00, ins: 0x20, p1: 0x00, p2: reference, data: secretFields(padding, [pin]) };
  return { name: 'VERIFY', apdu, parse: noAnswer, presents: { kind: 'pin', reference }, secretData: true };
}

/** CHANGE REFERENCE DATA (the old PIN first) or RESET RETRY COUNTER (the PUK first), both padded with FF. */
export function replacePin(
  kind: 'pin' | 'puk',
  reference: PinReference,
  presented: Secret,
  newPin: Secret,
): Command<void> {
  const isChange = kind === 'pin';
  return {
    name: isChange ? 'CHANGE REFERENCE DATA' : 'RESET RETRY COUNTER',
    apdu: {
      cla: 0x00,
      ins: isChange ? 0x24 : 0x2c,
      p1: 0x00,
      p2: reference,
      data: secretFields(padding, [presented, newPin]),
    },
    parse: noAnswer,
    presents: { kind, reference },
    secretData: true,
  };
}

/** CREATE FILE with the card's own template. The new file becomes the current one. */
export function createMyEidFile({ fileId, sizeBytes, access, isKey }: NewFile): Command<void> {
  const two = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff);
  const control = encodeTlv(
    0x62,
    encodeTlv(isKey ? 0x81 : 0x80, two(sizeBytes)),
    encodeTlv(0x82, Uint8Array.of(isKey ? 0x11 : 0x01)),
    encodeTlv(0x83, fromHex(fileId)),
    encodeTlv(0x86, fromHex(access)),
    encodeTlv(0x85, two(0)),
    encodeTlv(0x8a, Uint8Array.of(0x00)),
  );
  return {
    name: 'CREATE FILE',
    apdu: { cla: 0x00, ins: 0xe0, p1: 0x00, p2: 0x00, data: control },
    parse: noAnswer,
  };
}

/** ACTIVATE (ISO 7816-9 §9.3.3) of the application: from now on it guards its files. It cannot be taken back. */
export function activateApplication(): Command<void> {
  const apdu = { cla: 0x00, ins: 0x44, p1: 0x04, p2: 0x00, data: applicationId };
  return { name: 'ACTIVATE', apdu, parse: noAnswer };
}

/** GENERATE ASYMMETRIC KEY PAIR in the current key file, with the exponent 65537. The answer is the modulus. */
export function generateRsa(timeoutMs: number): Command<Uint8Array> {
  return {
    name: 'GENERATE ASYMMETRIC KEY PAIR',
    apdu: { cla: 0x00, ins: 0x46, p1: 0x00, p2: 0x00, data: fromHex('30058103010001'), le: 256 },
    parse: (data) => data,
    timeoutMs,
  };
}

/** MANAGE SECURITY ENVIRONMENT with a key file (81). @param template B6 signature, B8 decipherment */
export function useKeyFile(template: 0xb6 | 0xb8, fileId: string): Command<void> {
  const rsaPkcs1 = fromHex('800102');
  const data = concatBytes(rsaPkcs1, encodeTlv(0x81, fromHex(fileId)), fromHex('840100'));
  return {
    name: 'MANAGE SECURITY ENVIRONMENT',
    apdu: { cla: 0x00, ins: 0x22, p1: 0x41, p2: template, data },
    parse: noAnswer,
  };
}

const decipherApdu = { cla: 0x00, ins: 0x2a, p1: 0x80, p2: 0x86 } as const;

/** The first half of a cryptogram of 256 bytes: the padding indicator 81 says that the other half follows. */
export function decipherFirstHalf(half: Uint8Array): Command<void> {
  const data = concatBytes(Uint8Array.of(0x81), half);
  return { name: 'PSO: DECIPHER', apdu: { ...decipherApdu, data }, parse: noAnswer };
}

/** The second half (82). The answer is the plain text without its padding. */
export function decipherSecondHalf(half: Uint8Array): Command<Secret> {
  const data = concatBytes(Uint8Array.of(0x82), half);
  return {
    name: 'PSO: DECIPHER',
    apdu: { ...decipherApdu, data, le: 256 },
    parse: (plain) => Secret.takeBytes(concatBytes(plain)),
    secretAnswer: true,
  };
}

/** The issuer security domain, selected after reset (GlobalPlatform Card Specification (GPCS) 2.3 §7, §11.3), without secure channels. */
import { randomBytes } from 'node:crypto';
import { concatBytes, fromHex } from '../../base/bytes.js';
import { p1p2, success, type CommandApdu, type ResponseApdu } from './apdu.js';
import type { Application } from './application.js';
import { StatusError, StatusWord, correctLength } from './statusWord.js';
import { encodeDataObject } from './tlv.js';

const issuerSecurityDomainAid = fromHex('A000000151000000');

/** Response data of SELECT: the AID, and 255 bytes as the longest command data (GPCS table 11-75). */
const fileControlInformation = encodeDataObject(
  0x6f,
  concatBytes(encodeDataObject(0x84, issuerSecurityDomainAid), encodeDataObject(0xa5, fromHex('9F6501FF'))),
);

/** Card Recognition Data (GPCS §H.2): GlobalPlatform 2.2.1, SCP02 option 55. */
const cardRecognitionData = fromHex(
  '663B733906072A864886FC6B01600B06092A864886FC6B020201' + // card management type and version
    '630906072A864886FC6B03640B06092A864886FC6B040255' + // identification scheme, secure channel protocol
    '660906072B060104012A02', // card configuration
);

const tagCplc = 0x9f7f;
const tagCardData = 0x0066;

const getData = 0xca;
/** SET STATUS, GET STATUS, PUT KEY, STORE DATA, DELETE, INSTALL, LOAD: these need a secure channel and are refused. */
const guardedInstructions: readonly number[] = [0xf0, 0xf2, 0xd8, 0xe2, 0xe4, 0xe6, 0xe8];

/** CPLC data of a new card, 42 bytes (GPCS §H.6), with a random IC serial number and batch identifier. */
export function newCplc(): Uint8Array {
  const fabricator = '4790'; // NXP
  const typeAndSystem = 'D3214700000000006351'; // IC type, OS identifier, release date and level, IC fabrication date
  return concatBytes(fromHex(fabricator + typeAndSystem), randomBytes(6), fromHex('4810' + '6355' + '00'.repeat(20)));
}

/** The methods are documented in `Application`. */
export class IssuerSecurityDomain implements Application {
  aid = issuerSecurityDomainAid;
  readonly #cplc: Uint8Array;

  /** @param cplc 42 bytes */
  constructor(cplc: Uint8Array) {
    this.#cplc = cplc;
  }

  select(): Uint8Array {
    return fileControlInformation;
  }

  deselect(): void {
    // The domain has no state that depends on its selection.
  }

  powerOff(): void {
    // The domain has no transient state.
  }

  process(command: CommandApdu): Promise<ResponseApdu> {
    return Promise.resolve(this.#respond(command));
  }

  #respond(command: CommandApdu): ResponseApdu {
    if (command.cla !== 0x00 && command.cla !== 0x80) throw new StatusError(StatusWord.classNotSupported);
    if (command.ins === 0xa4) {
      throw new StatusError(command.p1 === 0x04 ? StatusWord.fileNotFound : StatusWord.incorrectP1P2);
    }
    if (command.ins === getData) return this.#getData(command);
    if (guardedInstructions.includes(command.ins)) throw new StatusError(StatusWord.securityStatusNotSatisfied);
    throw new StatusError(StatusWord.instructionNotSupported);
  }

  #getData(command: CommandApdu): ResponseApdu {
    const object = this.#dataObject(p1p2(command));
    const wanted = command.expectedLength ?? 256;
    if (wanted < object.length) throw new StatusError(correctLength(object.length));
    return success(object);
  }

  #dataObject(tag: number): Uint8Array {
    switch (tag) {
      case tagCplc:
        return encodeDataObject(tagCplc, this.#cplc);
      case tagCardData:
        return cardRecognitionData;
      default:
        throw new StatusError(StatusWord.referencedDataNotFound);
    }
  }
}

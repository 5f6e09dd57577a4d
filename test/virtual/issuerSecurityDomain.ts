/** The issuer security domain, selected after reset (GlobalPlatform Card Specification (GPCS) 2.3 §7, §11.3). Secure channels: `securityDomain/`. */
import { randomBytes } from 'node:crypto';
import { concatBytes, fromHex } from '../../base/bytes.js';
import { p1p2, success, type CommandApdu, type ResponseApdu } from './apdu.js';
import type { Application } from './application.js';
import { StatusError, StatusWord, correctLength } from './statusWord.js';
import { Domain, domainInstructions } from './securityDomain/domain.js';
import { factoryState, type DomainState } from './securityDomain/domainState.js';
import { encodeDataObject } from './tlv.js';

const issuerSecurityDomainAid = fromHex('A000000151000000');

/** Response data of SELECT: the AID, and 255 bytes as the longest command data (GPCS table 11-75). */
const fileControlInformation = encodeDataObject(
  0x6f,
  concatBytes(encodeDataObject(0x84, issuerSecurityDomainAid), encodeDataObject(0xa5, fromHex('9F6501FF'))),
);

/** An object identifier below {iso member-body us(840) 114283}, GlobalPlatform's own, in one with `tag`. */
const gpObject = (tag: number, rest: string): Uint8Array =>
  encodeDataObject(tag, encodeDataObject(0x06, fromHex(`2A864886FC6B${rest}`)));

/** Card Recognition Data (GPCS §H.2): GlobalPlatform 2.3.1, SCP03 option 70. */
const cardRecognitionData = encodeDataObject(
  0x66,
  encodeDataObject(
    0x73,
    concatBytes(
      encodeDataObject(0x06, fromHex('2A864886FC6B01')),
      gpObject(0x60, '02020301'), // card management type and version
      gpObject(0x63, '03'), // card identification scheme
      gpObject(0x64, '040370'), // secure channel protocol
      encodeDataObject(0x66, encodeDataObject(0x06, fromHex('2B060104012A02'))), // card and chip details
    ),
  ),
);

const tagCplc = 0x9f7f;
const tagCardData = 0x0066;
const tagKeyInformation = 0x00e0;

/** STORE DATA, DELETE, INSTALL and LOAD, beside those that `Domain` does. */
const { getData, ...secured } = domainInstructions;
const domainOnly: readonly number[] = [...Object.values(secured), 0xe2, 0xe4, 0xe6, 0xe8];

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
  readonly #domain: Domain;

  /** @param cplc 42 bytes @param state null: as the factory delivers it @param applications their AIDs */
  constructor(
    cplc: Uint8Array,
    state: DomainState | null = null,
    changed: () => void = () => undefined,
    applications: () => readonly Uint8Array[] = () => [],
  ) {
    this.#cplc = cplc;
    // IC type, batch and serial number, as issuers derive keys from (EMV CPS 1.1).
    const diversificationData = concatBytes(Uint8Array.of(0, 0), cplc.subarray(2, 4), cplc.subarray(12, 18));
    const read = (command: CommandApdu): ResponseApdu => this.#getData(command);
    this.#domain = new Domain(
      { aid: issuerSecurityDomainAid, diversificationData, applications, getData: read, changed },
      state ?? factoryState(),
    );
  }

  get state(): DomainState {
    return structuredClone(this.#domain.state);
  }

  get cardState(): 'usable' | 'locked' | 'terminated' {
    const { lifeCycle } = this.#domain.state;
    if (lifeCycle === 'terminated') return lifeCycle;
    return lifeCycle === 'cardLocked' ? 'locked' : 'usable';
  }

  select(): Uint8Array {
    return fileControlInformation;
  }

  deselect(): void {
    this.#domain.close();
  }

  powerOff(): void {
    this.#domain.close();
  }

  process(command: CommandApdu): Promise<ResponseApdu> {
    return Promise.resolve(this.#respond(command));
  }

  #respond(command: CommandApdu): ResponseApdu {
    if (this.cardState === 'terminated' && command.ins !== getData) {
      throw new StatusError(StatusWord.conditionsNotSatisfied);
    }
    const isDomains = domainOnly.includes(command.ins) && (command.cla & 0x80) !== 0;
    if (isDomains || (this.#domain.isOpen && command.ins !== 0xa4)) return this.#domain.respond(command);
    if (command.cla !== 0x00 && command.cla !== 0x80) throw new StatusError(StatusWord.classNotSupported);
    if (command.ins === 0xa4) {
      throw new StatusError(command.p1 === 0x04 ? StatusWord.fileNotFound : StatusWord.incorrectP1P2);
    }
    if (command.ins === getData) return this.#getData(command);
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
      case tagKeyInformation:
        return this.#domain.keyInformation();
      default:
        throw new StatusError(StatusWord.referencedDataNotFound);
    }
  }
}

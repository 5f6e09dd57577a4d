/** A PIV application (SP 800-73-4) with YubiKey's extensions as PivApplet 0.9 has them. */
import { concatBytes, fromHex, utf8 } from '../../../base/bytes.js';
import { p1p2, statusOnly, success, type CommandApdu, type ResponseApdu } from '../apdu.js';
import { CommandChain } from '../commandChain.js';
import type { Application, CardEnvironment } from '../application.js';
import { StatusError, StatusWord, bytesRemaining } from '../statusWord.js';
import { encodeDataObject, findValue, parseDataObjects, type DataObject } from '../tlv.js';
import { attest } from './attestation.js';
import { rawRsa, sharedSecret, signHash } from './keyOperations.js';
import { ManagementKey } from './managementKey.js';
import { algorithms, isSlot, PivKeys } from './pivKeys.js';
import { PivObjects } from './pivObjects.js';
import { PivAuthentication } from './pivReference.js';
import { factory, factoryState, type PivState } from './pivState.js';

export const pivAid = fromHex('A000000308000010000100');

/** The version that GET VERSION answers. */
const version = Uint8Array.of(5, 4, 0);
const algorithmsOfApplication = [0x03, 0x0c, 0x07, 0x11, 0x14].map((algorithm) =>
  encodeDataObject(0xac, Uint8Array.of(0x80, 0x01, algorithm, 0x06, 0x01, 0x00)),
);
/** Application property template (SP 800-73-4 part 2, table 3). */
const properties = concatBytes(
  encodeDataObject(0x4f, pivAid),
  fromHex('79074F05A000000308'),
  encodeDataObject(0x50, utf8('PivApplet v0.9.0/REeSAxLraD')),
  encodeDataObject(0x5f50, utf8('github.com/arekinath/PivApplet')),
  ...algorithmsOfApplication,
);
/** The applet writes the length with two bytes, although one is enough. */
const propertyTemplate = concatBytes(Uint8Array.of(0x61, 0x81, properties.length), properties);

const responsePart = 255;

/** The methods are documented in `Application`. */
export class PivApplet implements Application {
  aid = pivAid;
  readonly #serial: string;
  readonly #authentication: PivAuthentication;
  readonly #managementKey: ManagementKey;
  readonly #objects: PivObjects;
  readonly #keys: PivKeys;
  /** GENERAL AUTHENTICATE and PUT DATA. */
  readonly #chain = new CommandChain(0x87, 0xdb);
  #waiting: Uint8Array = new Uint8Array(0);

  /** @param state null for a newly installed application */
  constructor(state: PivState | null, environment: CardEnvironment) {
    const { serial, pin, puk, managementKey, objects, keys } = state ?? factoryState();
    const changed = (): void => environment.changed();
    this.#serial = serial;
    this.#authentication = new PivAuthentication({ pin, puk }, changed);
    this.#managementKey = new ManagementKey(managementKey, changed);
    this.#objects = new PivObjects(objects, environment);
    this.#keys = new PivKeys(keys, environment);
  }

  /** How much of the card's memory objects and keys take. */
  get memoryBytes(): number {
    return this.#objects.memoryBytes + this.#keys.memoryBytes;
  }

  /** Sets the tries left. @throws {RangeError} when it is more than their maximum */
  presetTries(reference: 'pin' | 'puk', tries: number): void {
    this.#authentication[reference].presetTries(tries);
  }

  /** In the form of the state file. */
  state(): PivState {
    return {
      serial: this.#serial,
      pin: this.#authentication.pin.state(),
      puk: this.#authentication.puk.state(),
      managementKey: this.#managementKey.state(),
      objects: this.#objects.state(),
      keys: this.#keys.state(),
    };
  }

  select(): Uint8Array {
    return propertyTemplate;
  }

  /** Selecting PIV while it is selected changes no security status (SP 800-73-4 part 2 §3.1.1). */
  selectAgain(): Uint8Array {
    this.#chain.reset();
    return propertyTemplate;
  }

  deselect(): void {
    this.#chain.reset();
    this.#waiting = new Uint8Array(0);
    this.#authentication.reset();
    this.#managementKey.reset();
  }

  powerOff(): void {
    this.deselect();
  }

  async process(command: CommandApdu, power: AbortSignal): Promise<ResponseApdu> {
    if ((command.cla & 0x0c) !== 0) throw new StatusError(StatusWord.secureMessagingNotSupported);
    if ((command.cla & 0x80) !== 0) throw new StatusError(StatusWord.classNotSupported);
    if (command.ins === 0xc0) return this.#getResponse(command);
    this.#waiting = new Uint8Array(0);
    const data = this.#chain.collect(command);
    if (data === null) return statusOnly();
    const answer = await this.#execute({ ...command, data }, power);
    return answer === null ? statusOnly() : this.#respond(answer, command.expectedLength);
  }

  /** @returns the whole answer; null: none */
  async #execute(command: CommandApdu, power: AbortSignal): Promise<Uint8Array | null> {
    const { p1, p2, data } = command;
    switch (command.ins) {
      case 0x20:
        this.#authentication.verify(p1, p2, data);
        return null;
      case 0x24:
        this.#authentication.changeReferenceData(p2, data);
        return null;
      case 0x2c:
        this.#authentication.resetRetryCounter(p2, data);
        return null;
      case 0x47:
        this.#managementKey.require();
        return this.#keys.generate(p2, data, power);
      case 0x87:
        return this.#generalAuthenticate(p1, p2, data);
      case 0xcb:
        this.#requireObjectAddress(command);
        return this.#objects.get(data, this.#authentication.verified);
      case 0xdb:
        this.#requireObjectAddress(command);
        this.#managementKey.require();
        this.#objects.put(data);
        return null;
      default:
        return this.#executeExtension(command);
    }
  }

  /** Commands that SP 800-73 does not have. */
  #executeExtension({ ins, p1, p2, data }: CommandApdu): Uint8Array | null {
    switch (ins) {
      case 0xf7:
        return this.#metadata(p2);
      case 0xf8:
        return fromHex(this.#serial);
      case 0xf9:
        return this.#attest(p1);
      case 0xfa:
        this.#setTries(p1, p2);
        return null;
      case 0xfb:
        this.#reset();
        return null;
      case 0xfd:
        return version;
      case 0xff:
        if (p1 !== 0xff || (p2 !== 0xff && p2 !== 0xfe)) throw new StatusError(StatusWord.incorrectP1P2);
        this.#managementKey.set(data);
        return null;
      default:
        throw new StatusError(StatusWord.instructionNotSupported);
    }
  }

  #requireObjectAddress(command: CommandApdu): void {
    if (p1p2(command) !== 0x3fff) throw new StatusError(StatusWord.incorrectP1P2);
  }

  #generalAuthenticate(algorithm: number, slot: number, data: Uint8Array): Uint8Array | null {
    const template = findValue(parseDataObjects(data) ?? [], 0x7c);
    const objects = template === undefined ? null : parseDataObjects(template);
    if (objects === null) throw new StatusError(StatusWord.wrongData);
    if (slot === 0x9b) {
      const content = this.#managementKey.authenticate(algorithm, objects);
      return content === null ? null : encodeDataObject(0x7c, content);
    }
    return encodeDataObject(0x7c, encodeDataObject(0x82, this.#useKey(algorithm, slot, objects)));
  }

  #useKey(algorithm: number, slot: number, objects: readonly DataObject[]): Uint8Array {
    const key = isSlot(slot) && slot !== 0xf9 ? this.#keys.find(slot) : undefined;
    if (key?.algorithm !== algorithm) throw new StatusError(StatusWord.incorrectP1P2);
    const [challenge, point] = [findValue(objects, 0x81), findValue(objects, 0x85)];
    if (challenge === undefined && point === undefined) throw new StatusError(StatusWord.wrongData);
    this.#authentication.authorise(key.pinPolicy);
    if (challenge === undefined) return sharedSecret(algorithm, key.privateKey, point ?? new Uint8Array(0));
    if (algorithm === algorithms.rsa2048) return rawRsa(key.privateKey, challenge);
    return signHash(algorithm, key.privateKey, challenge);
  }

  #metadata(reference: number): Uint8Array {
    if (reference === 0x80) return this.#authentication.pin.metadata();
    if (reference === 0x81) return this.#authentication.puk.metadata();
    if (reference === 0x9b) return this.#managementKey.metadata();
    return this.#keys.metadata(reference);
  }

  #attest(slot: number): Uint8Array {
    const [key, attester] = [this.#keys.find(slot), this.#keys.find(0xf9)];
    if (key === undefined || attester === undefined) throw new StatusError(StatusWord.referencedDataNotFound);
    return attest({ slot, key, attester, attesterCertificate: this.#objects.value('5FFF01'), version });
  }

  /** Both values become the factory's again. */
  #setTries(pinTries: number, pukTries: number): void {
    this.#managementKey.require();
    if (!this.#authentication.verified) throw new StatusError(StatusWord.securityStatusNotSatisfied);
    if (pinTries === 0 || pukTries === 0) throw new StatusError(StatusWord.incorrectP1P2);
    this.#authentication.pin.restore(factory.pin, pinTries);
    this.#authentication.puk.restore(factory.puk, pukTries);
    this.#authentication.reset();
  }

  #reset(): void {
    const { pin, puk } = this.#authentication;
    if (pin.triesLeft > 0 || puk.triesLeft > 0) throw new StatusError(StatusWord.securityStatusNotSatisfied);
    const fresh = factoryState(this.#serial);
    pin.restore(factory.pin, factory.pinTries);
    puk.restore(factory.puk, factory.pukTries);
    this.#managementKey.restore(fresh.managementKey);
    this.#objects.restore(fresh.objects);
    this.#keys.clear();
    this.#authentication.reset();
  }

  #getResponse(command: CommandApdu): ResponseApdu {
    if (this.#waiting.length === 0) throw new StatusError(StatusWord.conditionsNotSatisfied);
    return this.#respond(this.#waiting, command.expectedLength);
  }

  /** At most 255 bytes, and not more than asked for; the rest is kept for GET RESPONSE. */
  #respond(answer: Uint8Array, expectedLength: number | null): ResponseApdu {
    const length = Math.min(responsePart, expectedLength ?? responsePart);
    this.#waiting = answer.slice(length);
    if (this.#waiting.length === 0) return success(answer);
    const left = bytesRemaining(Math.min(this.#waiting.length, responsePart));
    return { data: answer.slice(0, length), statusWord: left };
  }
}

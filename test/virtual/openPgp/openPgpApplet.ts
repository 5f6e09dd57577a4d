/** An OpenPGP application (OpenPGP card 3.4), in what the specification leaves open as SmartPGP has it. */
import { randomBytes } from 'node:crypto';
import { concatBytes, fromHex, toHex } from '../../../base/bytes.js';
import { p1p2, statusOnly, success, type CommandApdu, type ResponseApdu } from '../apdu.js';
import { CommandChain } from '../commandChain.js';
import type { Application, CardEnvironment } from '../application.js';
import { StatusError, StatusWord, bytesRemaining } from '../statusWord.js';
import { DataObjects } from './dataObjects.js';
import { OpenPgpKeys, templates, type Template } from './openPgpKeys.js';
import { factoryState, type OpenPgpModel, type OpenPgpState } from './openPgpState.js';
import { modes, References } from './references.js';

/** Version 3.4, the manufacturer AFAF. */
const aidStart = fromHex('D276000124010304AFAF');
/** SELECT of a terminated application (ISO 7816-4 §5.6: selected file in termination state). */
const terminationState = 0x6285;
const responsePart = 256;
const selectableKeys: ReadonlyMap<number, Template> = new Map([
  [2, templates.decipher],
  [3, templates.authenticate],
]);
/** After a reset. */
const usualKeys: { readonly authenticate: Template; readonly decipher: Template } = templates;
const selectTerminated: readonly number[] = [0x44, 0xe6];

/** The methods are documented in `Application`. */
export class OpenPgpApplet implements Application {
  aid: Uint8Array;
  readonly #environment: CardEnvironment;
  readonly #model: OpenPgpModel;
  /** Which key INTERNAL AUTHENTICATE and which DECIPHER uses. */
  #selected = usualKeys;
  #isTerminated: boolean;
  #references: References;
  #objects: DataObjects;
  #keys: OpenPgpKeys;
  /** PUT DATA and DECIPHER. */
  readonly #chain = new CommandChain(0xda, 0x2a);
  #waiting: Uint8Array = new Uint8Array(0);

  /** @param state null for a newly installed application */
  constructor(state: OpenPgpState | null, environment: CardEnvironment) {
    const from = state ?? factoryState();
    this.#environment = environment;
    const { serial, selectsKeys, certificateBytes } = from;
    this.#model = { serial, selectsKeys, certificateBytes };
    this.#isTerminated = from.isTerminated;
    this.aid = concatBytes(aidStart, fromHex(from.serial), new Uint8Array(2));
    [this.#references, this.#objects, this.#keys] = partsOf(from, this.aid, environment);
  }

  /** How much of the card's memory objects and keys take. */
  get memoryBytes(): number {
    return this.#objects.memoryBytes + this.#keys.memoryBytes;
  }

  /** The resetting code is the PUK. @throws {RangeError} when it is more than their maximum */
  presetTries(reference: 'pin' | 'puk', tries: number): void {
    this.#references[reference === 'pin' ? 'pw1' : 'resettingCode'].presetTries(tries);
  }

  /** In the form of the state file. */
  state(): OpenPgpState {
    return {
      ...this.#model,
      isTerminated: this.#isTerminated,
      pw1: this.#references.pw1.state,
      resettingCode: this.#references.resettingCode.state,
      pw3: this.#references.pw3.state,
      ...this.#objects.state(),
      keys: this.#keys.state(),
    };
  }

  select(): Uint8Array {
    if (this.#isTerminated) throw new StatusError(terminationState);
    return new Uint8Array(0);
  }

  deselect(): void {
    this.#chain.reset();
    this.#waiting = new Uint8Array(0);
    this.#references.reset();
    this.#objects.reset();
    this.#selected = usualKeys;
  }

  powerOff(): void {
    this.deselect();
  }

  async process(command: CommandApdu, power: AbortSignal): Promise<ResponseApdu> {
    if ((command.cla & 0x0c) !== 0) throw new StatusError(StatusWord.secureMessagingNotSupported);
    if ((command.cla & 0x80) !== 0) throw new StatusError(StatusWord.classNotSupported);
    if (this.#isTerminated && !selectTerminated.includes(command.ins)) {
      throw new StatusError(StatusWord.conditionsNotSatisfied);
    }
    if (command.ins === 0xc0) return this.#getResponse(command);
    this.#waiting = new Uint8Array(0);
    const data = this.#chain.collect(command);
    if (data === null) return statusOnly();
    const answer = await this.#execute({ ...command, data }, power);
    return answer === null ? statusOnly() : this.#respond(answer, command.expectedLength);
  }

  /** @returns the whole answer; null: none */
  async #execute(command: CommandApdu, power: AbortSignal): Promise<Uint8Array | null> {
    const { ins, p1, p2, data } = command;
    switch (ins) {
      case 0x20:
        this.#references.verify(p1, p2, data);
        return null;
      case 0x24:
        this.#references.change(p1, p2, data);
        return null;
      case 0x2c:
        this.#references.resetRetryCounter(p1, p2, data);
        return null;
      case 0xa5:
        this.#objects.select(p1, p2, data);
        return null;
      case 0xca:
        return this.#objects.get(p1p2(command));
      case 0xda:
        this.#objects.put(p1p2(command), data);
        return null;
      case 0x47:
        return this.#generate(command, power);
      case 0x2a:
        return this.#securityOperation(command);
      case 0x88:
        this.#references.require(modes.other);
        return this.#keys.sign(this.#selected.authenticate, data);
      case 0x22:
        this.#selectKey(command);
        return null;
      case 0x84:
        return new Uint8Array(randomBytes(command.expectedLength ?? 0));
      case 0xe6:
        this.#terminate();
        return null;
      case 0x44:
        this.#activate();
        return null;
      default:
        throw new StatusError(StatusWord.instructionNotSupported);
    }
  }

  async #generate({ p1, p2, data }: CommandApdu, power: AbortSignal): Promise<Uint8Array> {
    const template = templateIn(data);
    if (p2 !== 0x00) throw new StatusError(StatusWord.incorrectP1P2);
    if (p1 === 0x81) return this.#keys.publicKey(template);
    if (p1 !== 0x80) throw new StatusError(StatusWord.incorrectP1P2);
    this.#references.require(modes.admin);
    const publicKey = await this.#keys.generate(template, power);
    if (template === templates.sign) this.#objects.resetSignatureCounter();
    return publicKey;
  }

  #securityOperation(command: CommandApdu): Uint8Array {
    switch (p1p2(command)) {
      case 0x9e9a: {
        this.#references.require(modes.sign);
        const signature = this.#keys.sign(templates.sign, command.data);
        if (!this.#objects.severalSignatures) this.#references.forget(modes.sign);
        this.#objects.countSignature();
        return signature;
      }
      case 0x8086:
        this.#references.require(modes.other);
        return this.#keys.decipher(this.#selected.decipher, command.data);
      default:
        throw new StatusError(StatusWord.incorrectP1P2);
    }
  }

  /** MANAGE SECURITY ENVIRONMENT (§7.2.18): key 2 or 3 for INTERNAL AUTHENTICATE or for DECIPHER. */
  #selectKey({ p1, p2, data }: CommandApdu): void {
    if (!this.#model.selectsKeys) throw new StatusError(StatusWord.instructionNotSupported);
    const key =
      toHex(data.subarray(0, 2)) === '8301' && data.length === 3 ? selectableKeys.get(data[2] ?? 0) : undefined;
    if (p1 !== 0x41 || key === undefined) throw new StatusError(StatusWord.wrongData);
    if (p2 === templates.authenticate) this.#selected = { ...this.#selected, authenticate: key };
    else if (p2 === templates.decipher) this.#selected = { ...this.#selected, decipher: key };
    else throw new StatusError(StatusWord.incorrectP1P2);
  }

  /** With PW3, or once PW3 is blocked (§7.2.16). */
  #terminate(): void {
    if (this.#references.pw3.triesLeft > 0) this.#references.require(modes.admin);
    this.#isTerminated = true;
    this.#environment.changed();
  }

  /** Of a terminated application: as delivered again (§7.2.17). */
  #activate(): void {
    if (!this.#isTerminated) return;
    const fresh = factoryState(this.#model);
    [this.#references, this.#objects, this.#keys] = partsOf(fresh, this.aid, this.#environment);
    this.#isTerminated = false;
    this.#environment.changed();
  }

  #getResponse(command: CommandApdu): ResponseApdu {
    if (this.#waiting.length === 0) throw new StatusError(StatusWord.conditionsNotSatisfied);
    return this.#respond(this.#waiting, command.expectedLength);
  }

  /** At most 256 bytes, and not more than asked for; an extended Le takes the whole answer. */
  #respond(answer: Uint8Array, expectedLength: number | null): ResponseApdu {
    const length = Math.min(answer.length, expectedLength ?? responsePart);
    this.#waiting = answer.slice(length);
    if (this.#waiting.length === 0) return success(answer);
    return { data: answer.slice(0, length), statusWord: bytesRemaining(this.#waiting.length) };
  }
}

/** @param data an empty control reference template @throws {StatusError} 6A80 */
function templateIn(data: Uint8Array): Template {
  const template = Object.values(templates).find((tag) => tag === data[0]);
  if (template === undefined || (data.length !== 2 && data.length !== 5)) throw new StatusError(StatusWord.wrongData);
  return template;
}

function partsOf(
  state: OpenPgpState,
  aid: Uint8Array,
  environment: CardEnvironment,
): readonly [References, DataObjects, OpenPgpKeys] {
  const references = new References(state, () => environment.changed());
  return [references, new DataObjects(state, aid, references, environment), new OpenPgpKeys(state.keys, environment)];
}

/** A MyEID card as OsEID 4.5 answers: it has this one application, which is selected after a reset. */
import { randomBytes } from 'node:crypto';
import { concatBytes, fromHex, utf8 } from '../../../base/bytes.js';
import { p1p2, statusOnly, success, type CommandApdu, type ResponseApdu } from '../apdu.js';
import type { Application, CardEnvironment } from '../application.js';
import { StatusError, StatusWord } from '../statusWord.js';
import { applicationId, MyEidFiles } from './files.js';
import { MyEidKeys } from './keys.js';
import { deliveredState, type MyEidState } from './myEidState.js';
import { MyEidPins } from './pins.js';

/** Its historical bytes are `MyEID`. */
export const myEidAtr = fromHex('3BF51800008131FE454D794549449A');

/** GET DATA 01 AA: the algorithms that OsEID has, RSA to 2048 bits, DES 192, AES 256, EC 521. */
const abilities = fromHex('01000F080000C001000209');
const version = Uint8Array.of(4, 5, 2);

/** The methods are documented in `Application`. */
export class MyEidApplet implements Application {
  aid = applicationId;
  readonly #serial: string;
  readonly #pins: MyEidPins;
  readonly #files: MyEidFiles;
  readonly #keys: MyEidKeys;
  readonly #environment: CardEnvironment;
  #activated: boolean;
  #changes: number;

  /** @param state null for a card as delivered */
  constructor(state: MyEidState | null, environment: CardEnvironment) {
    const own = state ?? deliveredState();
    this.#serial = own.serial;
    this.#activated = own.activated;
    this.#changes = own.changes;
    this.#environment = environment;
    this.#pins = new MyEidPins(own.pins, () => environment.changed());
    this.#files = new MyEidFiles(own, {
      allows: (condition) => this.#pins.fulfils(condition),
      isActivated: () => this.#activated,
      environment,
      counted: (writes) => (this.#changes += writes),
    });
    this.#keys = new MyEidKeys(this.#files, environment);
  }

  get memoryBytes(): number {
    return this.#files.memoryBytes;
  }

  state(): MyEidState {
    return {
      serial: this.#serial,
      changes: this.#changes,
      activated: this.#activated,
      pins: this.#pins.state(),
      ...this.#files.state(),
    };
  }

  /** Sets the tries left of a PIN or its PUK. @throws {RangeError} when it is more than their maximum */
  presetTries(pin: 1 | 2, reference: 'pin' | 'puk', tries: number): void {
    this.#pins.presetTries(pin, reference, tries);
  }

  select(): Uint8Array {
    return this.#files.selectApplication();
  }

  /** It stays selected, and what is verified stays so. */
  selectAgain(): Uint8Array {
    return this.select();
  }

  deselect(): void {
    this.#pins.reset();
    this.#files.resetSelection();
    this.#keys.reset();
  }

  powerOff(): void {
    this.deselect();
  }

  async process(command: CommandApdu, power: AbortSignal): Promise<ResponseApdu> {
    const { cla, ins } = command;
    const isDelete = cla === 0xa0 && ins === 0xe4;
    if (cla !== 0x00 && !isDelete && !(cla === 0x10 && ins === 0x2a)) {
      throw new StatusError(StatusWord.classNotSupported);
    }
    switch (ins) {
      case 0xa4:
        return this.#files.select(command);
      case 0xb0:
        return this.#files.read(command);
      case 0xd6:
        return this.#files.update(command);
      case 0xe0:
        return this.#files.create(command);
      case 0xe4:
        return this.#files.delete();
      case 0x20:
        return this.#pins.verify(command);
      case 0x24:
        return this.#pins.replace(command, 'pin');
      case 0x2c:
        return this.#pins.replace(command, 'puk');
      case 0x2e:
        return this.#pins.deauthenticate(command);
      case 0x44:
        return this.#activate();
      case 0x46:
        return this.#keys.generate(command, power);
      case 0x22:
        return this.#keys.manageSecurityEnvironment(command);
      case 0x2a:
        return this.#keys.perform(command);
      case 0x86:
        return this.#keys.agree(command);
      case 0x84:
        return success(new Uint8Array(randomBytes(command.expectedLength ?? 0)));
      case 0xca:
        return this.#getData(command);
      case 0xda:
        return this.#putData(command);
      default:
        throw new StatusError(StatusWord.instructionNotSupported);
    }
  }

  #activate(): ResponseApdu {
    this.#activated = true;
    this.#environment.changed();
    return statusOnly();
  }

  #getData(command: CommandApdu): ResponseApdu {
    const { p1, p2, expectedLength } = command;
    if (p1 !== 0x01) throw new StatusError(StatusWord.referencedDataNotFound);
    const object = this.#dataObject(p2);
    return success(object.slice(0, expectedLength ?? 0));
  }

  #dataObject(p2: number): Uint8Array {
    if (p2 >= 0xb1 && p2 <= 0xbe) return this.#pins.information(p2 & 0x0f);
    switch (p2) {
      case 0xa0:
        return concatBytes(
          utf8('OsEID'),
          version,
          fromHex(this.#serial),
          Uint8Array.of((this.#changes >> 8) & 0xff, this.#changes & 0xff),
        );
      case 0xa1:
        return this.#files.list();
      case 0xaa:
        return abilities;
      default:
        return this.#keys.information(p2);
    }
  }

  #putData(command: CommandApdu): ResponseApdu {
    const { p1, p2 } = command;
    if (p1 !== 0x01) throw new StatusError(StatusWord.incorrectP1P2);
    if (p1p2(command) === 0x01e0) {
      this.#files.erase(command);
      this.#pins.clear();
      this.#activated = false;
      this.#environment.changed();
      return statusOnly();
    }
    if (p2 < 1 || p2 > 14) throw new StatusError(StatusWord.functionNotSupported);
    if (this.#activated) throw new StatusError(StatusWord.securityStatusNotSatisfied);
    return this.#pins.initialise(command);
  }
}

/** One instance of IsoApplet, API version 0, with its own AID, PIN, PUK, keys and files. */
import { randomBytes } from 'node:crypto';
import { p1p2, success, type CommandApdu, type ResponseApdu } from '../apdu.js';
import type { Application, CardEnvironment } from '../application.js';
import type { AppletState } from '../cardState.js';
import { StatusError, StatusWord } from '../statusWord.js';
import { Authentication } from './authentication.js';
import { Chaining } from './chaining.js';
import { FileSystem } from './fileSystem.js';
import { PrivateKeys } from './keys.js';
import { SecurityOperations } from './securityOperations.js';

/** Response data of SELECT: API version 0.6; features: secure random and elliptic curves, no extended length. */
const versionAndFeatures = Uint8Array.of(0x00, 0x06, 0x06);

const maxCommandData = 255;

/** The methods are documented in `Application`. */
export class IsoApplet implements Application {
  aid: Uint8Array;
  readonly #authentication: Authentication;
  readonly #files: FileSystem;
  readonly #keys: PrivateKeys;
  readonly #chaining = new Chaining([0x2a, 0x46, 0xdb]);
  readonly #operations: SecurityOperations;
  readonly #environment: CardEnvironment;

  /** @param state null for a newly installed instance */
  constructor(aid: Uint8Array, state: AppletState | null, environment: CardEnvironment) {
    this.aid = aid;
    this.#environment = environment;
    const changed = () => environment.changed();
    this.#authentication = new Authentication(state, changed);
    this.#files = new FileSystem(state, () => this.#authentication.filesUnlocked, environment);
    this.#keys = new PrivateKeys(state?.privateKeys);
    this.#operations = new SecurityOperations({
      keys: this.#keys,
      authentication: this.#authentication,
      chaining: this.#chaining,
      environment,
    });
  }

  /** Sets the tries left of PIN or PUK. @throws {RangeError} when it is more than their maximum */
  presetTries(reference: 'pin' | 'puk', tries: number): void {
    this.#authentication[reference].presetTries(tries);
    this.#environment.changed();
  }

  /** How much of the card's memory files and keys take. */
  get memoryBytes(): number {
    return this.#files.memoryBytes + this.#keys.memoryBytes;
  }

  /** The instance in the form of the state file. */
  state(): AppletState {
    return {
      lifeCycle: this.#authentication.lifeCycle,
      pin: this.#authentication.pin.state(),
      puk: this.#authentication.puk.state(),
      privateKeys: this.#keys.state(),
      files: [...this.#files.state()],
    };
  }

  select(): Uint8Array {
    this.#authentication.select();
    this.#files.resetSelection();
    return versionAndFeatures;
  }

  deselect(): void {
    this.#authentication.deselect();
    this.#files.resetSelection();
    this.#chaining.reset();
    this.#operations.reset();
  }

  powerOff(): void {
    this.deselect();
  }

  async process(command: CommandApdu, power: AbortSignal): Promise<ResponseApdu> {
    if ((command.cla & 0x0c) !== 0) {
      throw new StatusError(StatusWord.secureMessagingNotSupported);
    }
    if (command.data.length > maxCommandData) throw new StatusError(StatusWord.wrongLength);
    this.#chaining.admit(command);
    if ((command.cla & 0x80) !== 0) throw new StatusError(StatusWord.classNotSupported);
    switch (command.ins) {
      case 0xa4:
        return this.#files.select(command);
      case 0xb0:
        return this.#files.readBinary(command);
      case 0xd6:
        return this.#files.updateBinary(command);
      case 0xe0:
        return this.#files.createFile(command);
      case 0xe4:
        return this.#files.deleteFile(command);
      case 0x20:
        return this.#authentication.verify(command);
      case 0x24:
        return this.#authentication.changeReferenceData(command);
      case 0x2c:
        return this.#authentication.resetRetryCounter(command);
      case 0x22:
        return this.#operations.manageSecurityEnvironment(command);
      case 0x46:
        return this.#operations.generateKeyPair(command, power);
      case 0x2a:
        return this.#operations.perform(command);
      case 0xc0:
        this.#authentication.requirePin();
        return this.#chaining.continueResponse(command);
      case 0xdb:
        return this.#putData(command);
      case 0x84:
        return this.#getChallenge(command);
      default:
        throw new StatusError(StatusWord.instructionNotSupported);
    }
  }

  /** PUT DATA (import of a private key) is disabled, as in the applet's default build. */
  #putData(command: CommandApdu): never {
    this.#authentication.requirePin();
    throw new StatusError(p1p2(command) === 0x3fff ? StatusWord.commandNotAllowedGeneral : StatusWord.incorrectP1P2);
  }

  #getChallenge(command: CommandApdu): ResponseApdu {
    if (p1p2(command) !== 0x0000) throw new StatusError(StatusWord.incorrectP1P2);
    if (command.expectedLength === null || command.expectedLength > 256) throw new StatusError(StatusWord.wrongLength);
    return success(new Uint8Array(randomBytes(command.expectedLength)));
  }
}

/** PIN and PUK of an instance: VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER (ISO 7816-4 §11.5.6, §11.5.7, §11.5.10). */
import { p1p2, statusOnly, type CommandApdu, type ResponseApdu } from '../apdu.js';
import type { AppletState } from '../cardState.js';
import { StatusError, StatusWord, triesRemaining } from '../statusWord.js';
import { ReferenceData } from './referenceData.js';

const pinMinLength = 4;
const pinMaxLength = 16;
export const pinMaxTries = 3;
const pukLength = 16;
export const pukMaxTries = 5;

/** `creation`: nothing is set. `initialisation`: the PUK is set. `operational`: the PIN is set and guards the content. */
export type LifeCycle = AppletState['lifeCycle'];

function padded(pin: Uint8Array): Uint8Array {
  const field = new Uint8Array(pinMaxLength);
  field.set(pin);
  return field;
}

function requireLength(data: Uint8Array, least: number, most: number): void {
  if (data.length < least || data.length > most) throw new StatusError(StatusWord.wrongLength);
}

/** Each command method throws a `StatusError` for a status word other than 9000. */
export class Authentication {
  readonly pin: ReferenceData;
  readonly puk: ReferenceData;
  readonly #changed: () => void;
  #lifeCycle: LifeCycle;
  #filesUnlocked = false;

  /** @param changed is called after each change of persistent state */
  constructor(state: AppletState | null, changed: () => void) {
    this.pin = new ReferenceData(pinMaxTries, state?.pin ?? null);
    this.puk = new ReferenceData(pukMaxTries, state?.puk ?? null);
    this.#lifeCycle = state?.lifeCycle ?? 'creation';
    this.#changed = changed;
  }

  get lifeCycle(): LifeCycle {
    return this.#lifeCycle;
  }

  /** May files that need the PIN be written? Also true while no PIN is set. */
  get filesUnlocked(): boolean {
    return this.#filesUnlocked;
  }

  /** Using and generating keys needs VERIFY, also before the instance is operational. @throws {StatusError} 6982 */
  requirePin(): void {
    if (!this.pin.validated) throw new StatusError(StatusWord.securityStatusNotSatisfied);
  }

  select(): void {
    this.#filesUnlocked = this.#lifeCycle !== 'operational';
  }

  deselect(): void {
    this.pin.reset();
    this.puk.reset();
    this.#filesUnlocked = false;
  }

  verify(command: CommandApdu): ResponseApdu {
    if (p1p2(command) !== 0x0001) throw new StatusError(StatusWord.incorrectP1P2);
    const { data } = command;
    if (data.length === 0) {
      if (this.#lifeCycle !== 'operational') return statusOnly();
      throw new StatusError(triesRemaining(this.pin.triesLeft));
    }
    requireLength(data, pinMinLength, pinMaxLength);
    this.#filesUnlocked = false;
    this.#check(this.pin, padded(data));
    this.#filesUnlocked = true;
    return statusOnly();
  }

  changeReferenceData(command: CommandApdu): ResponseApdu {
    switch (this.#lifeCycle) {
      case 'creation':
        if (p1p2(command) === 0x0102) return this.#setPuk(command.data);
        if (p1p2(command) === 0x0101) return this.#setPin(command.data);
        throw new StatusError(StatusWord.incorrectP1P2);
      case 'initialisation':
        if (p1p2(command) === 0x0101) return this.#setPin(command.data);
        throw new StatusError(StatusWord.incorrectP1P2);
      case 'operational':
        if (p1p2(command) === 0x0001) return this.#changePin(command.data);
        throw new StatusError(StatusWord.incorrectP1P2);
    }
  }

  resetRetryCounter(command: CommandApdu): ResponseApdu {
    if (this.#lifeCycle !== 'operational') throw new StatusError(StatusWord.commandNotAllowed);
    requireLength(command.data, pukLength + pinMinLength, pukLength + pinMaxLength);
    if (p1p2(command) !== 0x0001) throw new StatusError(StatusWord.incorrectP1P2);
    this.#check(this.puk, command.data.subarray(0, pukLength));
    this.pin.update(padded(command.data.subarray(pukLength)));
    this.#changed();
    return statusOnly();
  }

  #setPuk(puk: Uint8Array): ResponseApdu {
    requireLength(puk, pukLength, pukLength);
    this.puk.update(puk);
    this.#lifeCycle = 'initialisation';
    this.#changed();
    return statusOnly();
  }

  /** When this is called in `creation`, the instance never gets a PUK. */
  #setPin(pin: Uint8Array): ResponseApdu {
    requireLength(pin, pinMinLength, pinMaxLength);
    this.pin.update(padded(pin));
    this.#lifeCycle = 'operational';
    this.#changed();
    return statusOnly();
  }

  /** Both PINs are padded, because only their fixed length separates them. A wrong old PIN does not lock the files. */
  #changePin(data: Uint8Array): ResponseApdu {
    requireLength(data, 2 * pinMaxLength, 2 * pinMaxLength);
    this.#check(this.pin, data.subarray(0, pinMaxLength));
    this.pin.update(data.subarray(pinMaxLength));
    this.#changed();
    return statusOnly();
  }

  #check(reference: ReferenceData, candidate: Uint8Array): void {
    const before = reference.triesLeft;
    const right = reference.check(candidate);
    if (reference.triesLeft !== before) this.#changed();
    if (!right) throw new StatusError(triesRemaining(reference.triesLeft));
  }
}

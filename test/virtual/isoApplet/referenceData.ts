/** A PIN or PUK with its retry counter; it behaves like `OwnerPIN` of the Java Card API. */
import { equalBytes, fromHex, toHex } from '../../../base/bytes.js';
import type { ReferenceDataState } from '../cardState.js';

/** Holds the value, the tries left and whether it was verified. */
export class ReferenceData {
  readonly maxTries: number;
  #value: Uint8Array | null;
  #triesLeft: number;
  #validated = false;

  constructor(maxTries: number, state: ReferenceDataState | null) {
    this.maxTries = maxTries;
    this.#value = state?.value == null ? null : fromHex(state.value);
    this.#triesLeft = state?.triesLeft ?? maxTries;
  }

  get triesLeft(): number {
    return this.#triesLeft;
  }

  /** Did a check succeed since the last reset, with no failed check after it? */
  get validated(): boolean {
    return this.#validated;
  }

  /** Compares `candidate`. A wrong one spends a try. Without a try left the check fails whatever `candidate` is. */
  check(candidate: Uint8Array): boolean {
    this.#validated = false;
    if (this.#triesLeft === 0) return false;
    if (this.#value === null || !equalBytes(this.#value, candidate)) {
      this.#triesLeft -= 1;
      return false;
    }
    this.#triesLeft = this.maxTries;
    this.#validated = true;
    return true;
  }

  /** Sets a new value, restores all tries and cancels the verification. */
  update(value: Uint8Array): void {
    this.#value = value.slice();
    this.#triesLeft = this.maxTries;
    this.#validated = false;
  }

  /** Cancels the verification. */
  reset(): void {
    this.#validated = false;
  }

  /** Sets the tries left. @throws {RangeError} when it is not 0 to `maxTries` */
  presetTries(tries: number): void {
    if (!Number.isInteger(tries) || tries < 0 || tries > this.maxTries) {
      throw new RangeError(`tries must be 0 to ${this.maxTries}`);
    }
    this.#triesLeft = tries;
    this.#validated = false;
  }

  /** In the form of the state file. */
  state(): ReferenceDataState {
    return { value: this.#value === null ? null : toHex(this.#value), triesLeft: this.#triesLeft };
  }
}

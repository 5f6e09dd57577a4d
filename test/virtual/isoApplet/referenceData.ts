/** A PIN or PUK with its retry counter, as Java Card's OwnerPIN behaves. */
import { equalBytes, fromHex, toHex } from '../../../base/bytes.js';
import type { ReferenceDataState } from '../cardState.js';

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

  /** A check succeeded since the last reset. */
  get validated(): boolean {
    return this.#validated;
  }

  /** Spends a try when `candidate` is wrong; fails without looking at it when no try is left. */
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

  /** A new value: all tries are back and nothing is validated. */
  update(value: Uint8Array): void {
    this.#value = value.slice();
    this.#triesLeft = this.maxTries;
    this.#validated = false;
  }

  /** Forgets that a check succeeded. */
  reset(): void {
    this.#validated = false;
  }

  presetTries(tries: number): void {
    if (!Number.isInteger(tries) || tries < 0 || tries > this.maxTries) {
      throw new RangeError(`tries must be 0 to ${this.maxTries}`);
    }
    this.#triesLeft = tries;
    this.#validated = false;
  }

  state(): ReferenceDataState {
    return { value: this.#value === null ? null : toHex(this.#value), triesLeft: this.#triesLeft };
  }
}

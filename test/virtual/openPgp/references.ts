/** PW1, PW3 and the resetting code: VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER (OpenPGP card 3.4 §7.2.2 to §7.2.4). */
import { equalBytes, fromHex, toHex } from '../../../base/bytes.js';
import { StatusError, StatusWord, triesRemaining } from '../statusWord.js';
import { maxTries, type OpenPgpReferenceState, type OpenPgpState } from './openPgpState.js';

const longest = 0x7f;

class Reference {
  readonly minLength: number;
  #state: OpenPgpReferenceState;
  readonly #changed: () => void;

  constructor(state: OpenPgpReferenceState, minLength: number, changed: () => void) {
    this.#state = state;
    this.minLength = minLength;
    this.#changed = changed;
  }

  get triesLeft(): number {
    return this.#state.triesLeft;
  }

  get state(): OpenPgpReferenceState {
    return this.#state;
  }

  /** Length of the present value; 0: there is none. */
  get length(): number {
    return (this.#state.value?.length ?? 0) / 2;
  }

  /** A wrong value spends a try. @throws {StatusError} 6982 for a wrong one, and when no try is left */
  check(candidate: Uint8Array): void {
    const { value, triesLeft } = this.#state;
    if (value === null || triesLeft === 0) throw new StatusError(StatusWord.securityStatusNotSatisfied);
    if (!equalBytes(fromHex(value), candidate)) {
      this.presetTries(triesLeft - 1);
      throw new StatusError(StatusWord.securityStatusNotSatisfied);
    }
    if (triesLeft !== maxTries) this.presetTries(maxTries);
  }

  /** @throws {StatusError} 6700 */
  requireLength(length: number): void {
    if (length < this.minLength || length > longest) throw new StatusError(StatusWord.wrongLength);
  }

  update(value: Uint8Array): void {
    this.#state = { value: toHex(value), triesLeft: maxTries };
    this.#changed();
  }

  /** @throws {RangeError} when it is not 0 to the maximum */
  presetTries(triesLeft: number): void {
    if (!Number.isInteger(triesLeft) || triesLeft < 0 || triesLeft > maxTries) {
      throw new RangeError(`tries must be 0 to ${maxTries}`);
    }
    this.#state = { ...this.#state, triesLeft };
    this.#changed();
  }
}

/** P2 of VERIFY: PW1 for signatures, PW1 for everything else, PW3. */
export const modes = { sign: 0x81, other: 0x82, admin: 0x83 } as const;

export class References {
  readonly pw1: Reference;
  readonly pw3: Reference;
  readonly resettingCode: Reference;
  readonly #verified = new Set<number>();

  constructor(state: OpenPgpState, changed: () => void) {
    this.pw1 = new Reference(state.pw1, 6, changed);
    this.resettingCode = new Reference(state.resettingCode, 8, changed);
    this.pw3 = new Reference(state.pw3, 8, changed);
  }

  /** @throws {StatusError} 6982 */
  require(mode: number): void {
    if (!this.#verified.has(mode)) throw new StatusError(StatusWord.securityStatusNotSatisfied);
  }

  isVerified(mode: number): boolean {
    return this.#verified.has(mode);
  }

  forget(...forgotten: readonly number[]): void {
    for (const mode of forgotten) this.#verified.delete(mode);
  }

  reset(): void {
    this.#verified.clear();
  }

  verify(p1: number, p2: number, data: Uint8Array): void {
    const reference = this.#byMode(p2);
    if (p1 === 0xff && data.length === 0) {
      this.forget(p2);
      return;
    }
    if (p1 !== 0x00) throw new StatusError(StatusWord.incorrectP1P2);
    if (data.length === 0) {
      if (!this.#verified.has(p2)) throw new StatusError(triesRemaining(reference.triesLeft));
      return;
    }
    reference.requireLength(data.length);
    this.forget(p2);
    reference.check(data);
    this.#verified.add(p2);
  }

  /** The old value is as long as the present one: nothing in the command separates the two. */
  change(p1: number, p2: number, data: Uint8Array): void {
    if (p1 !== 0x00) throw new StatusError(StatusWord.incorrectP1P2);
    if (p2 === modes.other) throw new StatusError(StatusWord.incorrectP1P2);
    const reference = this.#byMode(p2);
    reference.requireLength(data.length - reference.length);
    const next = data.slice(reference.length);
    reference.check(data.subarray(0, reference.length));
    reference.update(next);
    if (p2 === modes.sign) this.forget(modes.sign, modes.other);
    else this.forget(modes.admin);
  }

  resetRetryCounter(p1: number, p2: number, data: Uint8Array): void {
    if (p2 !== modes.sign) throw new StatusError(StatusWord.incorrectP1P2);
    switch (p1) {
      case 0x00: {
        if (this.resettingCode.length === 0) throw new StatusError(StatusWord.securityStatusNotSatisfied);
        this.pw1.requireLength(data.length - this.resettingCode.length);
        this.resettingCode.check(data.subarray(0, this.resettingCode.length));
        this.pw1.update(data.slice(this.resettingCode.length));
        break;
      }
      case 0x02:
        this.require(modes.admin);
        this.pw1.requireLength(data.length);
        this.pw1.update(data);
        break;
      default:
        throw new StatusError(StatusWord.incorrectP1P2);
    }
    this.forget(modes.sign, modes.other);
  }

  #byMode(mode: number): Reference {
    switch (mode) {
      case modes.sign:
      case modes.other:
        return this.pw1;
      case modes.admin:
        return this.pw3;
      default:
        throw new StatusError(StatusWord.incorrectP1P2);
    }
  }
}

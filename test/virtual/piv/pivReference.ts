/** The PIN or the PUK of a PIV application with its retry counter. */
import { equalBytes, fromHex, toHex } from '../../../base/bytes.js';
import { StatusError, StatusWord, triesRemaining } from '../statusWord.js';
import type { PivReferenceState } from './pivState.js';

/** 6983: no try is left (SP 800-73-4 part 2 §3.2.1). */
export const authenticationMethodBlocked = 0x6983;

export class PivReference {
  #state: PivReferenceState;
  readonly #changed: () => void;

  constructor(state: PivReferenceState, changed: () => void) {
    this.#state = state;
    this.#changed = changed;
  }

  get triesLeft(): number {
    return this.#state.triesLeft;
  }

  /** Compares 8 bytes. A wrong value spends a try. @throws {StatusError} 6983 when none was left, 63CX for a wrong value */
  check(candidate: Uint8Array): void {
    if (this.#state.triesLeft === 0) throw new StatusError(authenticationMethodBlocked);
    if (!equalBytes(fromHex(this.#state.value), candidate)) {
      this.presetTries(this.#state.triesLeft - 1);
      throw new StatusError(triesRemaining(this.#state.triesLeft));
    }
    if (this.#state.triesLeft !== this.#state.maxTries) this.presetTries(this.#state.maxTries);
  }

  /** Sets a new value with all its tries. */
  update(value: Uint8Array): void {
    this.#state = { ...this.#state, value: toHex(value), triesLeft: this.#state.maxTries, isDefault: false };
    this.#changed();
  }

  /** @throws {RangeError} when it is not 0 to the maximum */
  presetTries(triesLeft: number): void {
    if (!Number.isInteger(triesLeft) || triesLeft < 0 || triesLeft > this.#state.maxTries) {
      throw new RangeError(`tries must be 0 to ${this.#state.maxTries}`);
    }
    this.#state = { ...this.#state, triesLeft };
    this.#changed();
  }

  /** Puts the factory value back, with another number of tries. */
  restore(value: string, maxTries: number): void {
    this.#state = { value, triesLeft: maxTries, maxTries, isDefault: true };
    this.#changed();
  }

  /** GET METADATA: 05 is it the default, 06 tries at most and left. */
  metadata(): Uint8Array {
    const { isDefault, maxTries, triesLeft } = this.#state;
    return Uint8Array.of(0x05, 0x01, isDefault ? 1 : 0, 0x06, 0x02, maxTries, triesLeft);
  }

  state(): PivReferenceState {
    return this.#state;
  }
}

/** The PIN policy of GENERATE (tag AA) as YubiKey and PivApplet have it. */
export const pinPolicies = { never: 1, once: 2, always: 3 } as const;

const paddedLength = 8;
const pinMinLength = 6;

/** VERIFY, CHANGE REFERENCE DATA and RESET RETRY COUNTER (SP 800-73-4 part 2 §3.2). */
export class PivAuthentication {
  readonly pin: PivReference;
  readonly puk: PivReference;
  #verified = false;
  /** VERIFY came after the last use of a key whose PIN policy is `always`. */
  #fresh = false;

  constructor(state: { pin: PivReferenceState; puk: PivReferenceState }, changed: () => void) {
    this.pin = new PivReference(state.pin, changed);
    this.puk = new PivReference(state.puk, changed);
  }

  get verified(): boolean {
    return this.#verified;
  }

  reset(): void {
    this.#verified = this.#fresh = false;
  }

  /** Before a key is used. @throws {StatusError} 6982 */
  authorise(pinPolicy: number): void {
    if (pinPolicy === pinPolicies.never) return;
    const allowed = pinPolicy === pinPolicies.always ? this.#fresh : this.#verified;
    if (!allowed) throw new StatusError(StatusWord.securityStatusNotSatisfied);
    if (pinPolicy === pinPolicies.always) this.#fresh = false;
  }

  verify(p1: number, p2: number, data: Uint8Array): void {
    if (p2 !== 0x80) throw new StatusError(StatusWord.referencedDataNotFound);
    if (p1 === 0xff && data.length === 0) {
      this.reset();
      return;
    }
    if (p1 !== 0x00) throw new StatusError(StatusWord.incorrectP1P2);
    if (data.length === 0) {
      if (this.#verified) return;
      const { triesLeft } = this.pin;
      throw new StatusError(triesLeft === 0 ? authenticationMethodBlocked : triesRemaining(triesLeft));
    }
    if (data.length !== paddedLength) throw new StatusError(StatusWord.wrongData);
    this.reset();
    this.pin.check(data);
    this.#verified = this.#fresh = true;
  }

  changeReferenceData(p2: number, data: Uint8Array): void {
    const isPin = p2 === 0x80;
    if (!isPin && p2 !== 0x81) throw new StatusError(StatusWord.referencedDataNotFound);
    const [old, next] = halves(data);
    if (isPin) requirePin(next);
    const reference = isPin ? this.pin : this.puk;
    reference.check(old);
    reference.update(next);
  }

  resetRetryCounter(p2: number, data: Uint8Array): void {
    if (p2 !== 0x80) throw new StatusError(StatusWord.referencedDataNotFound);
    const [puk, next] = halves(data);
    requirePin(next);
    this.puk.check(puk);
    this.pin.update(next);
  }
}

function halves(data: Uint8Array): readonly [Uint8Array, Uint8Array] {
  if (data.length !== 2 * paddedLength) throw new StatusError(StatusWord.wrongData);
  return [data.subarray(0, paddedLength), data.subarray(paddedLength)];
}

/** Six to eight characters, then FF. @throws {StatusError} 6A80 */
function requirePin(pin: Uint8Array): void {
  const padding = pin.indexOf(0xff);
  const length = padding < 0 ? pin.length : padding;
  if (length < pinMinLength || pin.subarray(length).some((byte) => byte !== 0xff)) {
    throw new StatusError(StatusWord.wrongData);
  }
}

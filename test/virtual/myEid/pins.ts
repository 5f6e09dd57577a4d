/** PIN 1 to PIN 14, each with its PUK and both counters, and which of them are verified. */
import { fromHex, toHex } from '../../../base/bytes.js';
import { statusOnly, type CommandApdu, type ResponseApdu } from '../apdu.js';
import { StatusError, StatusWord, triesRemaining } from '../statusWord.js';
import type { MyEidPinState } from './myEidState.js';

const fieldLength = 8;
const shortestPin = 4;
const defaultTries = { pin: 5, puk: 10 };
const authenticationBlocked = 0x6983;

/** A condition of an access nibble: 0 always, 15 never, otherwise after this PIN. */
type Condition = number;

/** Each command method throws a `StatusError` for a status word other than 9000. */
export class MyEidPins {
  readonly #pins: Map<number, MyEidPinState>;
  readonly #changed: () => void;
  readonly #verified = new Set<number>();

  constructor(state: Readonly<Record<string, MyEidPinState>>, changed: () => void) {
    this.#pins = new Map(Object.entries(state).map(([reference, pin]) => [Number(reference), pin]));
    this.#changed = changed;
  }

  state(): Record<string, MyEidPinState> {
    return Object.fromEntries(this.#pins);
  }

  /** Forgets which PINs were verified. */
  reset(): void {
    this.#verified.clear();
  }

  /** Removes all PINs. */
  clear(): void {
    this.#pins.clear();
    this.reset();
  }

  fulfils(condition: Condition): boolean {
    return condition === 0 || (condition !== 15 && this.#verified.has(condition));
  }

  /** @throws {RangeError} when there is no such PIN or `tries` is more than its maximum */
  presetTries(reference: number, what: 'pin' | 'puk', tries: number): void {
    const pin = this.#pins.get(reference);
    const max = what === 'pin' ? pin?.pinMax : pin?.pukMax;
    if (pin === undefined || max === undefined || tries < 0 || tries > max) throw new RangeError(`no ${tries} tries`);
    this.#pins.set(reference, { ...pin, ...(what === 'pin' ? { pinLeft: tries } : { pukLeft: tries }) });
    this.#changed();
  }

  /** PUT DATA 01 01 to 01 0E before activation: PIN, PUK, their tries and flags. */
  initialise({ p2, data }: CommandApdu): ResponseApdu {
    if (data.length < 2 * fieldLength || data.length > 47) throw new StatusError(StatusWord.wrongLength);
    const pinMax = Math.min(data[16] ?? defaultTries.pin, 15);
    const pukMax = Math.min(data[17] ?? defaultTries.puk, 15);
    this.#pins.set(p2, {
      pin: toHex(data.subarray(0, fieldLength)),
      puk: toHex(data.subarray(fieldLength, 2 * fieldLength)),
      pinLeft: pinMax,
      pukLeft: pukMax,
      pinMax,
      pukMax,
      flags: (data[18] ?? 0) & 0xbf,
    });
    this.#changed();
    return statusOnly();
  }

  /** GET DATA 01 B1 to 01 BE: tries left and most tries of PIN and PUK, flags, shortest lengths. FF: never set. */
  information(reference: number): Uint8Array {
    const pin = this.#pins.get(reference);
    if (pin === undefined) return new Uint8Array(9).fill(0xff);
    const { pinLeft, pukLeft, pinMax, pukMax, flags } = pin;
    return Uint8Array.of(pinLeft, pukLeft, pinMax, pukMax, flags, 0, 0, shortestPin, shortestPin);
  }

  /** Without data OsEID answers 9000, whatever the tries. */
  verify({ p1, p2, data }: CommandApdu): ResponseApdu {
    if (p1 !== 0) throw new StatusError(StatusWord.incorrectP1P2);
    if (data.length === 0) return statusOnly();
    if (data.length > fieldLength) throw new StatusError(StatusWord.wrongLength);
    this.#verified.delete(p2);
    this.#present(p2, 'pin', data);
    this.#verified.add(p2);
    return statusOnly();
  }

  /** CHANGE REFERENCE DATA and RESET RETRY COUNTER: the old PIN or the PUK, then the new PIN. */
  replace({ p1, p2, data }: CommandApdu, presented: 'pin' | 'puk'): ResponseApdu {
    if (p1 !== 0) throw new StatusError(StatusWord.incorrectP1P2);
    if (data.length !== 2 * fieldLength) throw new StatusError(StatusWord.wrongLength);
    this.#present(p2, presented, data.subarray(0, fieldLength));
    const newPin = data.subarray(fieldLength);
    if (newPin.subarray(0, shortestPin).some(isPadding)) throw new StatusError(StatusWord.wrongLength);
    const pin = this.#pin(p2);
    this.#pins.set(p2, { ...pin, pin: toHex(newPin), pinLeft: pin.pinMax });
    this.#changed();
    return statusOnly();
  }

  /** DEAUTHENTICATE: P2 = 00 all of them. */
  deauthenticate({ p2 }: CommandApdu): ResponseApdu {
    if (p2 === 0) this.reset();
    this.#verified.delete(p2);
    return statusOnly();
  }

  #present(reference: number, what: 'pin' | 'puk', candidate: Uint8Array): void {
    const pin = this.#pin(reference);
    const [left, max] = what === 'pin' ? [pin.pinLeft, pin.pinMax] : [pin.pukLeft, pin.pukMax];
    if (left === 0) throw new StatusError(authenticationBlocked);
    const isRight = samePadded(fromHex(pin[what]), candidate);
    const now = isRight ? max : left - 1;
    if (now !== left) {
      this.#pins.set(reference, { ...pin, ...(what === 'pin' ? { pinLeft: now } : { pukLeft: now }) });
      this.#changed();
    }
    if (!isRight) throw new StatusError(now === 0 ? authenticationBlocked : triesRemaining(now));
  }

  #pin(reference: number): MyEidPinState {
    const pin = this.#pins.get(reference);
    if (pin === undefined) throw new StatusError(authenticationBlocked);
    return pin;
  }
}

const isPadding = (byte: number): boolean => byte === 0x00 || byte === 0xff;

/** Are they the same without padding? Either side may be padded with 00 or FF. */
function samePadded(stored: Uint8Array, candidate: Uint8Array): boolean {
  const bare = (bytes: Uint8Array): string => {
    const end = bytes.findIndex(isPadding);
    return toHex(end < 0 ? bytes : bytes.subarray(0, end));
  };
  return bare(stored) === bare(candidate);
}

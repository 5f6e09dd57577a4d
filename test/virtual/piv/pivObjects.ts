/** The data objects of a PIV application: GET DATA and PUT DATA (SP 800-73-4 part 2 §3.1.2, §3.3.2). */
import { fromHex, toHex } from '../../../base/bytes.js';
import type { CardEnvironment } from '../application.js';
import { StatusError, StatusWord } from '../statusWord.js';
import { encodeDataObject, findValue, parseDataObjects } from '../tlv.js';

/** The discovery object: the application's AID and the PIN usage policy (the application PIN alone). */
const discovery = fromHex('7E124F0BA0000003080000100001005F2F024000');
const keyHistoryTag = '5FC10C';
/** No retired key, as long as nothing was written. */
const emptyKeyHistory = 'C10100C20100FE00';
/** Fingerprints, facial image, printed information. */
const needPin: readonly string[] = ['5FC103', '5FC108', '5FC109'];
const writable = /^5F(C1|FF)[0-9A-F]{2}$/;

export class PivObjects {
  readonly #objects: Map<string, string>;
  readonly #environment: CardEnvironment;

  constructor(state: Readonly<Record<string, string>>, environment: CardEnvironment) {
    this.#objects = new Map(Object.entries(state));
    this.#environment = environment;
  }

  get memoryBytes(): number {
    return [...this.#objects.values()].reduce((sum, value) => sum + value.length / 2 + 16, 0);
  }

  state(): Record<string, string> {
    return Object.fromEntries(this.#objects);
  }

  /** The value of an object's tag 53. @param tag hex */
  value(tag: string): Uint8Array | null {
    const value = this.#objects.get(tag);
    return value === undefined ? null : fromHex(value);
  }

  /** @param data 5C with the tag @returns the object with its tag */
  get(data: Uint8Array, pinVerified: boolean): Uint8Array {
    const tagBytes = data[0] === 0x5c ? data.subarray(2, 2 + (data[1] ?? 0)) : null;
    if (tagBytes === null || tagBytes.length === 0) throw new StatusError(StatusWord.wrongData);
    const tag = toHex(tagBytes);
    if (tag === '7E') return discovery;
    if (needPin.includes(tag) && !pinVerified) throw new StatusError(StatusWord.securityStatusNotSatisfied);
    const value = this.value(tag) ?? (tag === keyHistoryTag ? fromHex(emptyKeyHistory) : null);
    if (value === null) throw new StatusError(StatusWord.fileNotFound);
    return encodeDataObject(0x53, value);
  }

  /** @param data 5C with the tag, then 53 with the value; an empty value removes the object */
  put(data: Uint8Array): void {
    const objects = parseDataObjects(data) ?? [];
    const [tagBytes, value] = [findValue(objects, 0x5c), findValue(objects, 0x53)];
    if (tagBytes === undefined || value === undefined) throw new StatusError(StatusWord.wrongData);
    const tag = toHex(tagBytes);
    if (!writable.test(tag)) throw new StatusError(StatusWord.fileNotFound);
    const before = (this.#objects.get(tag)?.length ?? 0) / 2;
    if (value.length > before) this.#environment.reserve(value.length - before);
    if (value.length === 0) this.#objects.delete(tag);
    else this.#objects.set(tag, toHex(value));
    this.#environment.changed();
  }

  /** RESET. */
  restore(state: Readonly<Record<string, string>>): void {
    this.#objects.clear();
    for (const [tag, value] of Object.entries(state)) this.#objects.set(tag, value);
    this.#environment.changed();
  }
}

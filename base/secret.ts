import { randomInt } from 'node:crypto';
import { inspect } from 'node:util';
import { concatBytes, pinnedBytes } from './bytes.js';

/**
 * A PIN, PUK, password or key. It prints as `[secret]`, lends its bytes only to the callback of `use`, and is zeroed by `dispose`.
 * A JavaScript string cannot be zeroed, so a secret in a request is converted to a `Secret` as early as possible.
 */
export class Secret {
  #bytes: Uint8Array | null;

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Takes over the caller's array without a copy: `dispose` zeroes it. */
  static takeBytes(bytes: Uint8Array): Secret {
    return new Secret(bytes);
  }

  /** The text in UTF-8. The string itself stays in memory until it is garbage collected. */
  static fromText(text: string): Secret {
    const bytes = pinnedBytes(Buffer.byteLength(text));
    new TextEncoder().encodeInto(text, bytes);
    return new Secret(bytes);
  }

  /** `length` characters, each drawn from `alphabet` (ASCII) with equal probability by a cryptographic generator. */
  static random(length: number, alphabet: string): Secret {
    const bytes = pinnedBytes(length);
    for (let i = 0; i < length; i++) bytes[i] = alphabet.charCodeAt(randomInt(alphabet.length));
    return new Secret(bytes);
  }

  /** Number of bytes. @throws {Error} after `dispose` */
  get length(): number {
    return this.#live().length;
  }

  get disposed(): boolean {
    return this.#bytes === null;
  }

  /**
   * Lends the bytes to a callback. The callback must not keep the array, and zeroes the copies that it makes.
   * @throws {Error} after `dispose`
   */
  use<T>(borrow: (bytes: Uint8Array) => T): T {
    return borrow(this.#live());
  }

  /** A second secret with a lifetime of its own. @throws {Error} after `dispose` */
  copy(): Secret {
    return new Secret(concatBytes(this.#live()));
  }

  /** Zeroes the bytes. A second call has no effect. */
  dispose(): void {
    this.#bytes?.fill(0);
    this.#bytes = null;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }

  #live(): Uint8Array {
    if (this.#bytes === null) throw new Error('the secret was already disposed of');
    return this.#bytes;
  }
}

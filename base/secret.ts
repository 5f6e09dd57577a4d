import { randomInt } from 'node:crypto';
import { inspect } from 'node:util';
import { concatBytes, pinnedBytes } from './bytes.js';

/**
 * A PIN, PUK, password or key. It prints as `[secret]` everywhere, gives its bytes only inside `use`, and is zeroed by
 * `dispose`. A JavaScript string that once held the value cannot be zeroed: take secrets out of requests as early as
 * possible and keep only this.
 */
export class Secret {
  #bytes: Uint8Array | null;

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Takes ownership: the caller's array is zeroed by `dispose`. */
  static takeBytes(bytes: Uint8Array): Secret {
    return new Secret(bytes);
  }

  static fromText(text: string): Secret {
    const bytes = pinnedBytes(Buffer.byteLength(text));
    new TextEncoder().encodeInto(text, bytes);
    return new Secret(bytes);
  }

  /** `length` characters drawn evenly from `alphabet` (ASCII). */
  static random(length: number, alphabet: string): Secret {
    const bytes = pinnedBytes(length);
    for (let i = 0; i < length; i++) bytes[i] = alphabet.charCodeAt(randomInt(alphabet.length));
    return new Secret(bytes);
  }

  /** Number of bytes. @throws {Error} after `dispose`. */
  get length(): number {
    return this.#live().length;
  }

  get disposed(): boolean {
    return this.#bytes === null;
  }

  /** Lends the bytes. Do not keep them: copies made inside must be zeroed by the one who makes them. */
  use<T>(borrow: (bytes: Uint8Array) => T): T {
    return borrow(this.#live());
  }

  copy(): Secret {
    return new Secret(concatBytes(this.#live()));
  }

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

/** The body of a request that carries secrets: they go from their bytes to the connection, and no string is made of them. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { pinnedBytes, utf8 } from '../../base/bytes.js';
import type { Secret } from '../../base/secret.js';

const placeholder = /secret-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Secrets that stand in bodies under way as placeholders. */
export class HiddenSecrets {
  readonly #secrets = new Map<string, Secret>();

  /** @returns what stands for the secret in the fields of a body, until `forget` */
  hide(secret: Secret): string {
    const name = `secret-${randomUUID()}`;
    this.#secrets.set(name, secret);
    return name;
  }

  forget(name: string): void {
    this.#secrets.delete(name);
  }

  /** @param json with placeholders inside its strings */
  bodyOf(json: string): SecretBody {
    const parts: Uint8Array[] = [];
    const secrets: Uint8Array[] = [];
    let copied = 0;
    for (const { 0: name, index } of json.matchAll(placeholder)) {
      const secret = this.#secrets.get(name);
      if (secret === undefined) continue;
      const text = secret.use(escaped);
      secrets.push(text);
      parts.push(utf8(json.slice(copied, index)), text);
      copied = index + name.length;
    }
    return new SecretBody([...parts, utf8(json.slice(copied))], secrets);
  }
}

export class SecretBody {
  readonly #parts: readonly Uint8Array[];
  readonly #secrets: readonly Uint8Array[];
  readonly length: number;

  constructor(parts: readonly Uint8Array[], secrets: readonly Uint8Array[]) {
    this.#parts = parts;
    this.#secrets = secrets;
    this.length = parts.reduce((sum, part) => sum + part.length, 0);
  }

  /** What undici sends. */
  content(): Uint8Array | Readable {
    const [first, ...more] = this.#parts;
    return first !== undefined && more.length === 0 ? first : Readable.from(this.#oneByOne());
  }

  /** Zeroes the secrets. */
  dispose(): void {
    for (const secret of this.#secrets) secret.fill(0);
  }

  /**
   * Each secret is a part that is written alone: of what is written together, Node makes a whole in memory that it does not zero. A
   * write has left the queue of the connection when the event loop comes round.
   */
  async *#oneByOne(): AsyncGenerator<Uint8Array> {
    for (const part of this.#parts) {
      yield part;
      await setImmediate();
    }
  }
}

/** As it stands between the quotation marks of a JSON string (RFC 8259 §7). */
function escaped(text: Uint8Array): Uint8Array {
  // Each byte takes six at most: \u001F.
  const room = pinnedBytes(text.length * 6);
  let used = 0;
  for (const byte of text) {
    if (byte < 0x20) {
      room.set(utf8(`\\u00${byte.toString(16).padStart(2, '0')}`), used);
      used += 6;
    } else {
      if (byte === 0x22 || byte === 0x5c) room[used++] = 0x5c;
      room[used++] = byte;
    }
  }
  return room.subarray(0, used);
}

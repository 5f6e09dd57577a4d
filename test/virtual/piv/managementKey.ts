/** The management key 9B: authentication (SP 800-73-4 part 2 §3.2.4, annex A.1) and SET MANAGEMENT KEY. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { equalBytes, fromHex, toHex } from '../../../base/bytes.js';
import { StatusError, StatusWord } from '../statusWord.js';
import { encodeDataObject, findValue, type DataObject } from '../tlv.js';
import type { PivState } from './pivState.js';

interface CipherName {
  readonly name: string;
  readonly keyBytes: number;
  readonly blockBytes: number;
}

/** By algorithm identifier (SP 800-78-4, table 6-2). */
const ciphers: ReadonlyMap<number, CipherName> = new Map([
  [0x03, { name: 'des-ede3-ecb', keyBytes: 24, blockBytes: 8 }],
  [0x08, { name: 'aes-128-ecb', keyBytes: 16, blockBytes: 16 }],
  [0x0a, { name: 'aes-192-ecb', keyBytes: 24, blockBytes: 16 }],
  [0x0c, { name: 'aes-256-ecb', keyBytes: 32, blockBytes: 16 }],
]);

/** One block. @param algorithm identifier of a management key's algorithm */
export function cipherBlock(
  how: 'encrypt' | 'decrypt',
  algorithm: number,
  key: Uint8Array,
  block: Uint8Array,
): Uint8Array {
  const { name } = cipherOf(algorithm);
  const cipher = how === 'encrypt' ? createCipheriv(name, key, null) : createDecipheriv(name, key, null);
  cipher.setAutoPadding(false);
  return new Uint8Array(Buffer.concat([cipher.update(block), cipher.final()]));
}

function cipherOf(algorithm: number): CipherName {
  const cipher = ciphers.get(algorithm);
  if (cipher === undefined) throw new StatusError(StatusWord.incorrectP1P2);
  return cipher;
}

/** What the host has to send next. */
type Awaited = { readonly kind: 'witness' | 'challenge'; readonly plain: Uint8Array };

export class ManagementKey {
  #state: PivState['managementKey'];
  readonly #changed: () => void;
  #awaited: Awaited | null = null;
  #authenticated = false;

  constructor(state: PivState['managementKey'], changed: () => void) {
    this.#state = state;
    this.#changed = changed;
  }

  /** @throws {StatusError} 6982 */
  require(): void {
    if (!this.#authenticated) throw new StatusError(StatusWord.securityStatusNotSatisfied);
  }

  reset(): void {
    this.#awaited = null;
    this.#authenticated = false;
  }

  state(): PivState['managementKey'] {
    return this.#state;
  }

  /** GENERAL AUTHENTICATE with key 9B. @returns the content of 7C; null: no data */
  authenticate(algorithm: number, objects: readonly DataObject[]): Uint8Array | null {
    if (algorithm !== this.#state.algorithm) throw new StatusError(StatusWord.incorrectP1P2);
    const awaited = this.#awaited;
    this.#awaited = null;
    const [witness, challenge, response] = [0x80, 0x81, 0x82].map((tag) => findValue(objects, tag));
    const { blockBytes } = cipherOf(algorithm);
    if (witness?.length === 0) {
      const plain = new Uint8Array(randomBytes(blockBytes));
      this.#awaited = { kind: 'witness', plain };
      return encodeDataObject(0x80, this.#cipher('encrypt', plain));
    }
    if (challenge?.length === 0) {
      const plain = new Uint8Array(randomBytes(blockBytes));
      this.#awaited = { kind: 'challenge', plain };
      return encodeDataObject(0x81, plain);
    }
    if (witness !== undefined && challenge?.length === blockBytes && awaited?.kind === 'witness') {
      this.#accept(equalBytes(witness, awaited.plain));
      return encodeDataObject(0x82, this.#cipher('encrypt', challenge));
    }
    if (response !== undefined && awaited?.kind === 'challenge') {
      this.#accept(equalBytes(response, this.#cipher('encrypt', awaited.plain)));
      return null;
    }
    throw new StatusError(StatusWord.wrongData);
  }

  /** SET MANAGEMENT KEY. @param data algorithm, 9B, length, key */
  set(data: Uint8Array): void {
    this.require();
    const [algorithm = 0, reference, length] = data;
    const key = data.subarray(3);
    const cipher = ciphers.get(algorithm);
    if (reference !== 0x9b || cipher?.keyBytes !== key.length || length !== key.length) {
      throw new StatusError(StatusWord.wrongData);
    }
    this.#state = { algorithm, value: toHex(key), isDefault: false };
    this.#changed();
  }

  /** Puts the factory key back. */
  restore(state: PivState['managementKey']): void {
    this.#state = state;
    this.reset();
    this.#changed();
  }

  metadata(): Uint8Array {
    const { algorithm, isDefault } = this.#state;
    return Uint8Array.of(
      0x01,
      0x01,
      algorithm,
      0x05,
      0x01,
      isDefault ? 1 : 0,
      0x02,
      0x02,
      0x01,
      0x01,
      0x03,
      0x01,
      0x00,
    );
  }

  #accept(right: boolean): void {
    this.#authenticated = right;
    if (!right) throw new StatusError(StatusWord.wrongData);
  }

  #cipher(how: 'encrypt' | 'decrypt', block: Uint8Array): Uint8Array {
    return cipherBlock(how, this.#state.algorithm, fromHex(this.#state.value), block);
  }
}

/**
 * Keys that a card shares with its issuer. What uses them asks for operations and never for the bytes, so that a key can stay in a token
 * (`KeyProvider`).
 */
import { equalBytes, fromHex } from '../../base/bytes.js';
import { Secret } from '../../base/secret.js';
import { aesBlockBytes, aesCbcEncrypt, aesCmac, des3CbcEncrypt, desBlockBytes } from './blockCiphers.js';

export type CardKeyAlgorithm = 'aes' | 'des3';

/** One static key of a card. */
export interface CardKey {
  readonly algorithm: CardKeyAlgorithm;
  /** 16, 24 or 32 for AES, 16 for Triple DES with two keys. */
  readonly lengthBytes: number;
  /** AES-CMAC of a message (NIST SP 800-38B). @throws {RangeError} for a Triple DES key */
  cmac(message: Uint8Array): Promise<Uint8Array>;
  /** CBC with an IV of zeros. @param blocks whole blocks */
  encrypt(blocks: Uint8Array): Promise<Uint8Array>;
  /**
   * Key check value: the first three bytes of an encrypted block, of 01 for AES (GlobalPlatform Amendment D §4.1.4) and of 00 for Triple
   * DES (GPCS §B.6).
   */
  checkValue(): Promise<Uint8Array>;
}

/** The keys of one key version number of a security domain. */
export interface CardKeySet {
  /** P1 of INITIALIZE UPDATE; 0: the card's first one. */
  readonly version: number;
  readonly enc: CardKey;
  readonly mac: CardKey;
  readonly dek: CardKey;
}

/** Finds the keys of a card. Implementations: a PKCS #11 token; memory, in the demo and in tests. */
export interface KeyProvider {
  /**
   * @param keySet name of the set in the card profile
   * @param diversificationData what the card tells of itself in its answer to INITIALIZE UPDATE (10 bytes)
   * @throws {Error} when there is no such set
   */
  keysOf(keySet: string, diversificationData: Uint8Array): Promise<CardKeySet>;
}

/** A key in this process. */
export class MemoryKey implements CardKey {
  constructor(
    readonly algorithm: CardKeyAlgorithm,
    private readonly key: Secret,
  ) {}

  get lengthBytes(): number {
    return this.key.length;
  }

  cmac(message: Uint8Array): Promise<Uint8Array> {
    if (this.algorithm !== 'aes') return Promise.reject(new RangeError('AES-CMAC needs an AES key'));
    return Promise.resolve(this.key.use((bytes) => aesCmac(bytes, message)));
  }

  encrypt(blocks: Uint8Array): Promise<Uint8Array> {
    const encrypt = this.algorithm === 'aes' ? aesCbcEncrypt : des3CbcEncrypt;
    return Promise.resolve(this.key.use((bytes) => encrypt(bytes, blocks)));
  }

  async checkValue(): Promise<Uint8Array> {
    const isAes = this.algorithm === 'aes';
    const block = new Uint8Array(isAes ? aesBlockBytes : desBlockBytes).fill(isAes ? 0x01 : 0x00);
    return (await this.encrypt(block)).slice(0, 3);
  }
}

/** 404142…4F: the key of samples, which everybody knows (GlobalPlatform's default of development cards). */
const sampleKey = '404142434445464748494A4B4C4D4E4F';

/** Is it the key of samples? The check value tells it, so that a key in a token is asked too. */
export async function isSampleKey(key: CardKey): Promise<boolean> {
  const sample = new MemoryKey(key.algorithm, Secret.takeBytes(fromHex(sampleKey)));
  return key.lengthBytes === sample.lengthBytes && equalBytes(await key.checkValue(), await sample.checkValue());
}

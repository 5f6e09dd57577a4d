/** The three keys of an OpenPGP application (OpenPGP card 3.4 §7.2.10 to §7.2.14): RSA-2048. */
import {
  constants,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  privateEncrypt,
  type KeyObject,
} from 'node:crypto';
import { fromBase64, toBase64 } from '../../../base/bytes.js';
import type { CardEnvironment } from '../application.js';
import { publicKeyObject } from '../isoApplet/keys.js';
import { StatusError, StatusWord } from '../statusWord.js';

/** Tags of the control reference templates: signature, decipherment, authentication. */
export const templates = { sign: 0xb6, decipher: 0xb8, authenticate: 0xa4 } as const;
export type Template = (typeof templates)[keyof typeof templates];

/** Memory of a key, about. */
const keyMemoryBytes = 700;
const rsaBytes = 256;
/** PKCS #1 v1.5 needs eleven bytes (RFC 8017 §9.2); the specification leaves 40 % of the modulus to a DigestInfo (§7.2.10). */
const longestDigestInfo = Math.floor(rsaBytes * 0.4);

export class OpenPgpKeys {
  readonly #keys = new Map<Template, KeyObject>();
  readonly #environment: CardEnvironment;

  constructor(state: Readonly<Record<string, string>>, environment: CardEnvironment) {
    this.#environment = environment;
    for (const template of Object.values(templates)) {
      const pkcs8 = state[template.toString(16).toUpperCase()];
      if (pkcs8 === undefined) continue;
      const key = createPrivateKey({ key: Buffer.from(fromBase64(pkcs8)), format: 'der', type: 'pkcs8' });
      this.#keys.set(template, key);
    }
  }

  get memoryBytes(): number {
    return this.#keys.size * keyMemoryBytes;
  }

  state(): Record<string, string> {
    return Object.fromEntries(
      [...this.#keys].map(([template, key]) => [
        template.toString(16).toUpperCase(),
        toBase64(key.export({ format: 'der', type: 'pkcs8' })),
      ]),
    );
  }

  /** Makes a key in place of the present one. @returns 7F49 */
  async generate(template: Template, power: AbortSignal): Promise<Uint8Array> {
    const [{ privateKey, publicKey }] = await Promise.all([
      this.#environment.rsa2048(),
      this.#environment.compute('generateRsa2048', power),
    ]);
    power.throwIfAborted();
    if (!this.#keys.has(template)) this.#environment.reserve(keyMemoryBytes);
    this.#keys.set(template, privateKey);
    this.#environment.changed();
    return publicKey;
  }

  /** @returns 7F49 */
  publicKey(template: Template): Uint8Array {
    return publicKeyObject(createPublicKey(this.#require(template)));
  }

  sign(template: Template, digestInfo: Uint8Array): Uint8Array {
    const key = this.#require(template);
    if (digestInfo.length === 0 || digestInfo.length > longestDigestInfo) {
      throw new StatusError(StatusWord.wrongLength);
    }
    return new Uint8Array(privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo));
  }

  /** @param data padding indicator 00 and the cryptogram */
  decipher(template: Template, data: Uint8Array): Uint8Array {
    const key = this.#require(template);
    if (data[0] !== 0x00 || data.length !== 1 + rsaBytes) throw new StatusError(StatusWord.wrongData);
    try {
      return withoutPadding(privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, data.subarray(1)));
    } catch {
      throw new StatusError(StatusWord.wrongData);
    }
  }

  #require(template: Template): KeyObject {
    const key = this.#keys.get(template);
    if (key === undefined) throw new StatusError(StatusWord.referencedDataNotFound);
    return key;
  }
}

/** EME-PKCS1-v1_5 (RFC 8017 §7.2.2). OpenSSL would answer random bytes to a wrong padding. */
function withoutPadding(block: Uint8Array): Uint8Array {
  const end = block.indexOf(0x00, 2);
  if (block[0] !== 0x00 || block[1] !== 0x02 || end < 10) throw new StatusError(StatusWord.wrongData);
  return new Uint8Array(block.subarray(end + 1));
}

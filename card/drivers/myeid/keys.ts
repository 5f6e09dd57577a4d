/** The cryptographic commands. A private key is known by its key file. All need the PIN of the key. */
import type { Secret } from '../../../base/secret.js';
import { CardProtocolError, CardRefusedError } from '../../errors.js';
import type { Channel } from '../../iso7816/channel.js';
import { computeDigitalSignature } from '../../iso7816/commands/performSecurityOperation.js';
import { statusWords } from '../../iso7816/statusWord.js';
import { modulusBits, requireCryptogram, sha256DigestInfo, subjectPublicKeyInfo } from '../../pkcs15/rsaKeys.js';
import { decipherFirstHalf, decipherSecondHalf, generateRsa, useKeyFile } from './commands.js';
import type { MyEidFiles } from './files.js';

/** The slowest cards take a minute. */
const generationTimeoutMs = 180_000;
const exponent = Uint8Array.of(0x01, 0x00, 0x01);

/** The keys of one connection. */
export class MyEidKeys {
  readonly #channel: Channel;
  readonly #files: MyEidFiles;
  /** Template and key file that MANAGE SECURITY ENVIRONMENT has set. */
  #environment: string | null = null;

  constructor(channel: Channel, files: MyEidFiles) {
    this.#channel = channel;
    this.#files = files;
  }

  /** Forgets the security environment. */
  forget(): void {
    this.#environment = null;
  }

  /** Replaces the key in a key file. @returns SubjectPublicKeyInfo, DER @throws {CardRefusedError} when there is no such file */
  async generate(keyFile: string): Promise<Uint8Array> {
    if (!(await this.#files.select(keyFile))) throw new CardRefusedError('SELECT', statusWords.fileNotFound);
    const modulus = await this.#channel.send(generateRsa(generationTimeoutMs));
    return subjectPublicKeyInfo({ modulus, exponent });
  }

  /** @returns the PKCS #1 v1.5 signature over the SHA-256 of `data` @throws {CardProtocolError} when its length is wrong */
  async sign(keyFile: string, data: Uint8Array): Promise<Uint8Array> {
    await this.#use(0xb6, keyFile);
    const signature = await this.#channel.send(computeDigitalSignature(sha256DigestInfo(data)));
    if (signature.length !== modulusBits / 8) throw new CardProtocolError(`a signature of ${signature.length} bytes`);
    return signature;
  }

  /** Deciphers a PKCS #1 v1.5 cryptogram. @throws {CardRefusedError} for one that is not as long as the modulus, without an APDU */
  async decipher(keyFile: string, cryptogram: Uint8Array): Promise<Secret> {
    requireCryptogram('PSO: DECIPHER', cryptogram);
    const half = cryptogram.length / 2;
    await this.#use(0xb8, keyFile);
    await this.#channel.send(decipherFirstHalf(cryptogram.subarray(0, half)));
    return this.#channel.send(decipherSecondHalf(cryptogram.subarray(half)));
  }

  async #use(template: 0xb6 | 0xb8, keyFile: string): Promise<void> {
    const environment = `${template} ${keyFile}`;
    if (this.#environment === environment) return;
    await this.#channel.send(useKeyFile(template, keyFile));
    this.#environment = environment;
  }
}

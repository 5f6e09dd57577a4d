/** The cryptographic commands of an instance. A private key is identified by its key reference. */
import type { Secret } from '../../../base/secret.js';
import { generateRsaKeyPair } from '../../iso7816/commands/generateAsymmetricKeyPair.js';
import type { SecurityEnvironment } from '../../iso7816/commands/manageSecurityEnvironment.js';
import { securityTemplates } from '../../iso7816/commands/manageSecurityEnvironment.js';
import { computeDigitalSignature, decipher } from '../../iso7816/commands/performSecurityOperation.js';
import { CardProtocolError } from '../../errors.js';
import type { Applets, Selection } from './applets.js';
import { modulusBits } from '../../pkcs15/rsaKeys.js';
import { sha256DigestInfo, subjectPublicKeyInfo } from '../../pkcs15/rsaKeys.js';

/** Algorithm references of MANAGE SECURITY ENVIRONMENT. */
const algorithms = { generateRsa2048: 0xf3, rsaPkcs1: 0x11 } as const;
/** P1 of GENERATE ASYMMETRIC KEY PAIR for RSA keys. */
const generateRsa = 0x42;
/** The slowest cards need 23 s on average, and the time to find primes varies widely. */
const generationTimeoutMs = 180_000;

/** The private keys of the selected instance. All methods need a verified PIN. */
export class AppletKeys {
  readonly #applets: Applets;
  readonly #selection: Selection;

  /** @param selection of the instance that stays selected while this object is used */
  constructor(applets: Applets, selection: Selection) {
    this.#applets = applets;
    this.#selection = selection;
  }

  /**
   * Generates an RSA-2048 key pair and replaces the key with this reference.
   * @returns SubjectPublicKeyInfo, DER
   * @throws {CardProtocolError} when the card's answer is not an RSA-2048 key
   */
  async generateRsa(keyReference: number): Promise<Uint8Array> {
    await this.#setEnvironment('keyGeneration', algorithms.generateRsa2048, keyReference);
    return subjectPublicKeyInfo(await this.#applets.channel.send(generateRsaKeyPair(generateRsa, generationTimeoutMs)));
  }

  /** @returns the PKCS #1 v1.5 signature over the SHA-256 of `data` @throws {CardProtocolError} when its length is wrong */
  async sign(keyReference: number, data: Uint8Array): Promise<Uint8Array> {
    await this.#setEnvironment('signature', algorithms.rsaPkcs1, keyReference);
    const signature = await this.#applets.channel.send(computeDigitalSignature(sha256DigestInfo(data)));
    if (signature.length !== modulusBits / 8) throw new CardProtocolError(`a signature of ${signature.length} bytes`);
    return signature;
  }

  /** Deciphers a PKCS #1 v1.5 cryptogram. */
  async decipher(keyReference: number, cryptogram: Uint8Array): Promise<Secret> {
    await this.#setEnvironment('decipherment', algorithms.rsaPkcs1, keyReference);
    return this.#applets.channel.send(decipher(cryptogram));
  }

  #setEnvironment(
    template: keyof typeof securityTemplates,
    algorithmReference: number,
    keyReference: number,
  ): Promise<void> {
    const environment: SecurityEnvironment = {
      template: securityTemplates[template],
      algorithmReference,
      keyReference,
    };
    return this.#applets.setEnvironment(this.#selection, environment);
  }
}

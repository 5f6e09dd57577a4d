/** MANAGE SECURITY ENVIRONMENT, GENERATE ASYMMETRIC KEY PAIR and PERFORM SECURITY OPERATION (ISO 7816-8). */
import { isChained, p1p2, statusOnly, success, type CommandApdu, type ResponseApdu } from '../apdu.js';
import type { CardEnvironment } from '../application.js';
import { StatusError, StatusWord, correctLength } from '../statusWord.js';
import { findValue, parseDataObjects } from '../tlv.js';
import type { Authentication } from './authentication.js';
import type { Chaining } from './chaining.js';
import {
  decipherRsa,
  generateP256,
  keyMemoryBytes,
  maxKeys,
  signEcdsaSha1,
  signRsa,
  type GeneratedKey,
  type PrivateKeys,
} from './keys.js';

/** Algorithm references of the applet's API version 0. */
const algorithm = { none: 0x00, rsaPkcs1: 0x11, ecdsaSha1: 0x21, generateEc: 0xec, generateRsa2048: 0xf3 } as const;

const rsaCryptogramLength = 256;
/** Longest input of a PKCS#1 v1.5 signature that the applet takes. */
const maxDigestInfoLength = 247;

/** The parts of an instance that cryptographic commands use. */
export interface SecurityOperationsParts {
  readonly keys: PrivateKeys;
  readonly authentication: Authentication;
  readonly chaining: Chaining;
  readonly environment: CardEnvironment;
}

/** The security environment of an instance. Each command method throws a `StatusError` for a status word other than 9000. */
export class SecurityOperations {
  readonly #keys: PrivateKeys;
  readonly #authentication: Authentication;
  readonly #chaining: Chaining;
  readonly #environment: CardEnvironment;
  #algorithm: number = algorithm.none;
  #keyReference = 0;

  constructor({ keys, authentication, chaining, environment }: SecurityOperationsParts) {
    this.#keys = keys;
    this.#authentication = authentication;
    this.#chaining = chaining;
    this.#environment = environment;
  }

  /** Clears the security environment. */
  reset(): void {
    this.#algorithm = algorithm.none;
    this.#keyReference = 0;
  }

  /** Only SET for computation (P1 = 41). An error leaves the environment unchanged. */
  manageSecurityEnvironment(command: CommandApdu): ResponseApdu {
    this.#authentication.requirePin();
    const objects = parseDataObjects(command.data);
    if (objects === null) throw new StatusError(StatusWord.dataInvalid);
    if (command.p1 !== 0x41) throw new StatusError(StatusWord.functionNotSupported);
    const algorithmReference = oneByte(findValue(objects, 0x80));
    const keyReference = oneByte(findValue(objects, 0x84));
    if (keyReference >= maxKeys) throw new StatusError(StatusWord.dataInvalid);
    this.#requireUsable(command.p2, algorithmReference, keyReference);
    this.#algorithm = algorithmReference;
    this.#keyReference = keyReference;
    return statusOnly();
  }

  async generateKeyPair(command: CommandApdu, power: AbortSignal): Promise<ResponseApdu> {
    this.#authentication.requirePin();
    switch (this.#algorithm) {
      case algorithm.generateRsa2048: {
        if (p1p2(command) !== 0x4200) throw new StatusError(StatusWord.incorrectP1P2);
        if (isChained(command)) throw new StatusError(StatusWord.commandChainingNotSupported);
        const [generated] = await Promise.all([
          this.#environment.rsa2048(),
          this.#environment.compute('generateRsa2048', power),
        ]);
        return this.#keep(generated, power);
      }
      case algorithm.generateEc: {
        if (p1p2(command) !== 0x0000) throw new StatusError(StatusWord.incorrectP1P2);
        const domain = this.#chaining.collect(command);
        if (domain === null) return statusOnly();
        const [generated] = await Promise.all([generateP256(domain), this.#environment.compute('generateP256', power)]);
        return this.#keep(generated, power);
      }
      default:
        throw new StatusError(StatusWord.conditionsNotSatisfied);
    }
  }

  perform(command: CommandApdu): ResponseApdu {
    this.#authentication.requirePin();
    if (p1p2(command) === 0x9e9a) return this.#computeDigitalSignature(command);
    if (p1p2(command) === 0x8086) return this.#decipher(command);
    throw new StatusError(StatusWord.incorrectP1P2);
  }

  #keep(generated: GeneratedKey, power: AbortSignal): ResponseApdu {
    power.throwIfAborted();
    // The new key lies beside the old one until it has taken its place.
    this.#environment.reserve(keyMemoryBytes);
    this.#keys.set(this.#keyReference, generated.privateKey);
    this.#environment.changed();
    return this.#chaining.respond(generated.publicKey);
  }

  /** @param template P2: 00 key generation, B6 digital signature, B8 confidentiality */
  #requireUsable(template: number, algorithmReference: number, keyReference: number): void {
    const use = (template << 8) | algorithmReference;
    switch (use) {
      case algorithm.generateEc:
      case algorithm.generateRsa2048:
        return;
      case 0xb600 | algorithm.rsaPkcs1:
      case 0xb800 | algorithm.rsaPkcs1:
        this.#keys.get(keyReference, 'rsa');
        return;
      case 0xb600 | algorithm.ecdsaSha1:
        this.#keys.get(keyReference, 'ec');
        return;
      default:
        throw new StatusError(StatusWord.functionNotSupported);
    }
  }

  #computeDigitalSignature(command: CommandApdu): ResponseApdu {
    switch (this.#algorithm) {
      case algorithm.rsaPkcs1: {
        if (isChained(command)) throw new StatusError(StatusWord.commandChainingNotSupported);
        if (command.data.length > maxDigestInfoLength) throw new StatusError(StatusWord.wrongLength);
        if ((command.expectedLength ?? rsaCryptogramLength) < rsaCryptogramLength) {
          throw new StatusError(correctLength(rsaCryptogramLength));
        }
        return success(signRsa(this.#keys.get(this.#keyReference, 'rsa'), command.data));
      }
      case algorithm.ecdsaSha1: {
        const message = this.#chaining.collect(command);
        if (message === null) return statusOnly();
        return success(signEcdsaSha1(this.#keys.get(this.#keyReference, 'ec'), message));
      }
      default:
        throw new StatusError(StatusWord.conditionsNotSatisfied);
    }
  }

  #decipher(command: CommandApdu): ResponseApdu {
    const data = this.#chaining.collect(command);
    if (data === null) return statusOnly();
    // The padding indicator: no further indication.
    if (data[0] !== 0x00) throw new StatusError(StatusWord.wrongData);
    if (this.#algorithm !== algorithm.rsaPkcs1) throw new StatusError(StatusWord.functionNotSupported);
    if (data.length - 1 !== rsaCryptogramLength) throw new StatusError(StatusWord.wrongLength);
    return success(decipherRsa(this.#keys.get(this.#keyReference, 'rsa'), data.subarray(1)));
  }
}

function oneByte(value: Uint8Array | undefined): number {
  const byte = value?.length === 1 ? value[0] : undefined;
  if (byte === undefined) throw new StatusError(StatusWord.dataInvalid);
  return byte;
}

/**
 * A vendor's PKCS #11 module for the card in one reader, in a process of its own. After a call that hung, or a process that ended, every
 * further call fails with the same error: the next connection starts another process.
 */
import { fileURLToPath } from 'node:url';
import type { Secret } from '../../base/secret.js';
import { CardFullError, CardRefusedError } from '../errors.js';
import { TransportError, type TransportFailure } from '../transport/connection.js';
import { frameKinds } from '../transport/frames.js';
import { NativeChild, RequestError, type Child } from '../transport/nativeChild.js';
import {
  packMessage,
  unloadable,
  unpackMessage,
  type ModuleAnswer,
  type ModuleCall,
  type ObjectInfo,
  type ObjectKind,
  type TokenInfo,
} from './messages.js';

/** How the module is run. */
export interface VendorModuleOptions {
  /** Absolute path. */
  readonly modulePath: string;
  /** PC/SC name of the reader. */
  readonly reader: string;
  /** Path of pcscd's socket; undefined: the default of pcsc-lite. */
  readonly socketPath: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** Time limit of a call. Generating a key pair has eight times this limit. */
  readonly timeoutMs: number;
}

/** The module answered a call with an error (CKR_*). */
export class ModuleRefusedError extends CardRefusedError {
  override readonly name = 'ModuleRefusedError';
  /** @param value CK_RV */
  constructor(
    call: ModuleCall['call'],
    readonly value: number,
    detail: string,
  ) {
    super(`${call}: ${detail}`, value & 0xffff);
  }
}

/** CK_RV, PKCS #11 v2.40 (pkcs11t.h). */
export const returnValues = {
  deviceMemory: 0x31,
  deviceRemoved: 0x32,
  pinIncorrect: 0xa0,
  pinLocked: 0xa4,
  sessionHandleInvalid: 0xb3,
  tokenNotPresent: 0xe0,
  tokenNotRecognized: 0xe1,
} as const;

const gone: ReadonlySet<number> = new Set([
  returnValues.deviceRemoved,
  returnValues.sessionHandleInvalid,
  returnValues.tokenNotPresent,
  returnValues.tokenNotRecognized,
]);

/** An object of a token with its bytes. */
export interface TokenObject extends ObjectInfo {
  readonly value: Uint8Array;
}

interface Answered extends ModuleAnswer {
  readonly parts: readonly Uint8Array[];
}

const program = fileURLToPath(new URL('./moduleChild.js', import.meta.url));
const finalizeTimeoutMs = 2_000;
const generateLimits = 8;

export class VendorModule {
  readonly #child: Child;
  readonly #options: VendorModuleOptions;
  #failed: TransportError | null = null;
  #closing: Promise<void> | null = null;

  private constructor(options: VendorModuleOptions) {
    this.#options = options;
    const { socketPath, environment, reader } = options;
    this.#child = new NativeChild('module', reader, { socketPath, environment, program, onEnd: () => undefined });
  }

  /** Starts the process. Nothing is loaded before `load`. */
  static start(options: VendorModuleOptions): VendorModule {
    return new VendorModule(options);
  }

  /** @throws {TransportError} `moduleMissing`, `moduleUnusable` */
  async load(): Promise<void> {
    try {
      await this.ask({ call: 'load', modulePath: this.#options.modulePath });
    } catch (error) {
      // C_Initialize refused.
      if (error instanceof ModuleRefusedError) throw this.#failure('moduleUnusable', error.command);
      throw error;
    }
  }

  /** All tokens that the module shows, of whichever reader. */
  async tokens(): Promise<readonly TokenInfo[]> {
    return (await this.ask({ call: 'tokens' })).tokens ?? [];
  }

  async token(slot: string): Promise<TokenInfo> {
    const [info] = (await this.ask({ call: 'token', slot })).tokens ?? [];
    if (info === undefined) throw this.#failure('tokenMissing', `slot ${slot}`);
    return info;
  }

  async objects(slot: string, kind: ObjectKind): Promise<readonly TokenObject[]> {
    const { objects = [], parts } = await this.ask({ call: 'read', slot, kind });
    return objects.map((object, index) => ({ ...object, value: parts[index] ?? new Uint8Array() }));
  }

  /** A call whose answer is one string of bytes. The caller zeroes it when it is a secret. */
  async bytes(call: ModuleCall, ...parts: readonly Uint8Array[]): Promise<Uint8Array> {
    const [bytes] = (await this.ask(call, ...parts)).parts;
    return bytes ?? new Uint8Array();
  }

  /** A call that takes secrets: the copies that are made of them are zeroed. */
  async askWith(secrets: readonly Secret[], call: ModuleCall): Promise<void> {
    const [first, second] = secrets;
    const send = (...parts: readonly Uint8Array[]): Promise<Answered> => this.ask(call, ...parts);
    await (second === undefined
      ? first?.use((bytes) => send(bytes))
      : first?.use((one) => second.use((other) => send(one, other))));
  }

  /**
   * @throws {ModuleRefusedError} @throws {CardFullError}
   * @throws {TransportError} `moduleTimeout`, `moduleCrashed`, `cardRemoved`
   */
  async ask(call: ModuleCall, ...parts: readonly Uint8Array[]): Promise<Answered> {
    if (this.#failed !== null) throw this.#failed;
    const { timeoutMs } = this.#options;
    const payload = packMessage(call, parts);
    try {
      const limit = call.call === 'generate' ? timeoutMs * generateLimits : timeoutMs;
      // The payload is copied before this returns.
      const answer = this.#child.request(frameKinds.call, payload, limit);
      payload.fill(0);
      const { header, parts: answered } = unpackMessage<ModuleAnswer>(await answer);
      return { ...header, parts: answered };
    } catch (error) {
      throw error instanceof RequestError ? this.#wordOf(call, error) : error;
    }
  }

  /** Ends the module's work and its process. Never throws; a second call waits for the first. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    const last = packMessage({ call: 'finalize' }, []);
    if (this.#failed === null)
      await this.#child.request(frameKinds.call, last, finalizeTimeoutMs).catch(() => undefined);
    this.#failed ??= new TransportError('cardRemoved', this.#options.reader, 'the module was given back');
    this.#child.kill();
    await this.#child.ended();
  }

  #wordOf(call: ModuleCall, { failure, detail }: RequestError): Error {
    if (failure === 'timeout') return this.#failure('moduleTimeout', `${call.call}: ${detail}`);
    if (failure === 'crashed') return this.#failure('moduleCrashed', `${call.call}: ${detail}`);
    if (detail.startsWith(unloadable.missing)) return this.#failure('moduleMissing', detail);
    if (detail.startsWith(unloadable.other)) return this.#failure('moduleUnusable', detail);
    const value = /^CKR_.* \(0x([0-9a-f]+)\)$/.exec(detail)?.[1];
    if (value === undefined) return new ModuleRefusedError(call.call, 0, detail);
    const returned = Number.parseInt(value, 16);
    if (gone.has(returned)) return this.#failure('cardRemoved', detail);
    if (returned === returnValues.deviceMemory) return new CardFullError(`${call.call}: ${detail}`, returned);
    return new ModuleRefusedError(call.call, returned, detail);
  }

  #failure(failure: TransportFailure, detail: string): TransportError {
    this.#failed ??= new TransportError(failure, this.#options.reader, detail);
    return this.#failed;
  }
}

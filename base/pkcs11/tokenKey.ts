/** Keys in a PKCS #11 token (an HSM, SoftHSM2). The module is loaded by a child process, never by the caller's. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { noInspectorFlags } from '../noInspector.js';
import type { Secret } from '../secret.js';
import type { ChildCommand, ChildReply, RsaKeyUse, TokenLocation } from './protocol.js';

/** An operation of the token failed. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  constructor(
    /** `refused`: the module returned an error (the message names the `CKR_*`). `timeout`, `crashed`: the operation has no result. */
    readonly failure: 'refused' | 'timeout' | 'crashed',
    message: string,
  ) {
    super(message);
  }
}

export interface TokenOptions extends TokenLocation {
  /** PIN of CKU_USER. `Token` keeps a copy of its own until `close`. */
  readonly pin: Secret;
  /** Time limit of one operation in ms; default 5000. Key generation has ten times this limit. */
  readonly timeoutMs?: number;
  /** Environment variables that are added to the child process, e.g. `SOFTHSM2_CONF`. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** An RSA key pair whose private key never leaves the token (CKA_SENSITIVE, not CKA_EXTRACTABLE). */
export interface TokenKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** Signs with CKM_SHA256_RSA_PKCS. @throws {TokenError} */
  sign(data: Uint8Array): Promise<Uint8Array>;
  /** Decrypts CKM_RSA_PKCS_OAEP with its default parameters (SHA-1). The caller zeroes the result. @throws {TokenError} */
  decrypt(data: Uint8Array): Promise<Uint8Array>;
}

const childPath = fileURLToPath(new URL('./pkcs11Child.js', import.meta.url));
const defaultTimeoutMs = 5_000;

interface Waiting {
  readonly resolve: (value: Uint8Array) => void;
  readonly reject: (error: TokenError) => void;
  readonly timer: NodeJS.Timeout;
}

/** One child process and the requests that wait for it. */
class Child {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  readonly #onEnd: () => void;
  #nextId = 1;
  #alive = true;

  /** @param onEnd is called once, when the process can take no more requests */
  constructor(environment: Readonly<Record<string, string>>, onEnd: () => void) {
    this.#onEnd = onEnd;
    this.#process = fork(childPath, {
      serialization: 'advanced',
      env: { ...process.env, ...environment },
      execArgv: [...noInspectorFlags],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#exited = new Promise((resolve) => this.#process.once('close', () => resolve()));
    this.#process.on('message', (message: ChildReply) => this.#settle(message));
    this.#process.once('error', (error) => this.#end('crashed', error.message));
    this.#process.once('exit', (code, signal) => this.#end('crashed', `ended with ${signal ?? code ?? 'no status'}`));
  }

  /** @throws {TokenError} */
  request(command: ChildCommand, timeoutMs: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (!this.#alive) {
        reject(new TokenError('crashed', 'the PKCS #11 process ended'));
        return;
      }
      const id = this.#nextId++;
      // The process runs one call at a time. A call that hangs blocks all others, so every waiting request fails with it.
      const timer = setTimeout(
        () => this.#end('timeout', `no answer to ${command.kind} in ${timeoutMs} ms`),
        timeoutMs,
      );
      this.#waiting.set(id, { resolve, reject, timer });
      this.#process.send({ id, command }, (error) => {
        if (error) this.#end('crashed', error.message);
      });
    });
  }

  /** Kills the process. Waiting requests fail. */
  async close(): Promise<void> {
    this.#end('crashed', 'the token was closed');
    await this.#exited;
  }

  #settle(message: ChildReply): void {
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    this.#waiting.delete(message.id);
    clearTimeout(waiting.timer);
    if (message.ok) waiting.resolve(message.value);
    else waiting.reject(new TokenError('refused', message.error));
  }

  #end(failure: 'timeout' | 'crashed', detail: string): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#onEnd();
    this.#process.kill('SIGKILL');
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new TokenError(failure, detail));
    }
    this.#waiting.clear();
  }
}

/** A token with CKU_USER logged in. A child process that hung or crashed is replaced at the next operation. */
export class Token {
  readonly #options: TokenOptions;
  readonly #pin: Secret;
  readonly #timeoutMs: number;
  #child: Promise<Child> | null = null;
  #closed = false;

  /** Starts nothing: the first operation starts the child process and logs in. */
  constructor(options: TokenOptions) {
    this.#options = options;
    this.#pin = options.pin.copy();
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  }

  /** Initialises the first token of the module that is not initialised yet. @throws {TokenError} */
  static async initialise(options: TokenOptions, soPin: Secret): Promise<void> {
    const child = new Child(options.environment ?? {}, () => undefined);
    try {
      const { modulePath, tokenLabel } = options;
      const command: ChildCommand = {
        kind: 'initialise',
        location: { modulePath, tokenLabel },
        soPin: soPin.use((bytes) => bytes.slice()),
        pin: options.pin.use((bytes) => bytes.slice()),
      };
      const done = child.request(command, options.timeoutMs ?? defaultTimeoutMs);
      // `send` has serialised the PINs: the copies made for it can be zeroed.
      command.soPin.fill(0);
      command.pin.fill(0);
      await done;
    } finally {
      await child.close();
    }
  }

  /** @param label CKA_LABEL @returns null when the token has no RSA key with this label @throws {TokenError} */
  async findKey(label: string): Promise<TokenKey | null> {
    const publicKey = await this.#ask({ kind: 'publicKey', label });
    return publicKey.length === 0 ? null : this.#key(label, publicKey);
  }

  /** Finds the RSA key pair with this CKA_LABEL or has the token generate it. @throws {TokenError} */
  async ensureKey(label: string, use: RsaKeyUse, modulusBits: number): Promise<TokenKey> {
    const found = await this.findKey(label);
    if (found !== null) return found;
    const publicKey = await this.#ask({ kind: 'generate', label, use, modulusBits }, this.#timeoutMs * 10);
    return this.#key(label, publicKey);
  }

  /** Ends the child process. Operations under way fail with `crashed`, later ones too. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#pin.dispose();
    const child = await this.#child?.catch(() => null);
    await child?.close();
  }

  #key(label: string, publicKey: Uint8Array): TokenKey {
    return {
      publicKey,
      sign: (data) => this.#ask({ kind: 'sign', label, data }),
      decrypt: (data) => this.#ask({ kind: 'decrypt', label, data }),
    };
  }

  async #ask(command: ChildCommand, timeoutMs = this.#timeoutMs): Promise<Uint8Array> {
    const child = await this.#ready();
    return child.request(command, timeoutMs);
  }

  #ready(): Promise<Child> {
    if (this.#closed) return Promise.reject(new TokenError('crashed', 'the token was closed'));
    this.#child ??= this.#open();
    return this.#child;
  }

  async #open(): Promise<Child> {
    const child = new Child(this.#options.environment ?? {}, () => (this.#child = null));
    const { modulePath, tokenLabel } = this.#options;
    const pin = this.#pin.use((bytes) => bytes.slice());
    try {
      const opened = child.request({ kind: 'open', location: { modulePath, tokenLabel }, pin }, this.#timeoutMs);
      pin.fill(0);
      await opened;
      return child;
    } catch (error) {
      await child.close();
      throw error;
    }
  }
}

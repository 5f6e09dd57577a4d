/** A child process with native code in it, seen from the parent: requests with a time limit each, and its end. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { TransportFailure } from './connection.js';
import type { Frame, FrameKind } from './frames.js';
import { encodeFrame, FrameReader, frameKinds } from './frames.js';
import type { ChildRole, FailureAnswer, MonitorEvent } from './messages.js';
import { unpackJson } from './messages.js';
import { failureOf } from './scard.js';

/** Why a request has no answer; the transport names the reader. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  constructor(
    readonly failure: TransportFailure,
    readonly detail: string,
  ) {
    super(`${failure}: ${detail}`);
  }
}

export interface NativeChildOptions {
  /** Path of pcscd's socket; pcsc-lite's own default where absent. */
  readonly socketPath?: string;
  onEvent?(event: MonitorEvent): void;
  /** The process ended, by itself or killed. @param detail exit code or signal, and what it said last */
  onEnd(detail: string): void;
}

interface Waiting {
  readonly resolve: (payload: Uint8Array) => void;
  readonly reject: (error: RequestError) => void;
  readonly timer: NodeJS.Timeout;
}

const program = fileURLToPath(new URL('./pcscChild.js', import.meta.url));
/** A small heap, and no worker threads of V8: the process does nothing but wait. */
const nodeFlags = ['--max-semi-space-size=1', '--v8-pool-size=0'];
const lastWordsBytes = 2000;

function environment(socketPath: string | undefined): NodeJS.ProcessEnv {
  const socket = socketPath ?? process.env.PCSCLITE_CSOCK_NAME;
  return {
    ...(socket === undefined ? {} : { PCSCLITE_CSOCK_NAME: socket }),
    // One call at a time, and one that may hang beside it.
    UV_THREADPOOL_SIZE: '2',
    // glibc overwrites memory as it is freed: the native module leaves PINs in it.
    GLIBC_TUNABLES: 'glibc.malloc.tcache_count=0:glibc.malloc.perturb=165',
  };
}

export class NativeChild {
  readonly #process: ChildProcess;
  readonly #pipe: Socket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #lastId = 0;
  #lastWords = '';
  #alive = true;

  constructor(role: ChildRole, reader: string | null, options: NativeChildOptions) {
    this.#process = spawn(process.execPath, [...nodeFlags, program, role, ...(reader === null ? [] : [reader])], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      env: environment(options.socketPath),
    });
    const pipe = this.#process.stdio[3];
    if (!(pipe instanceof Socket)) throw new TypeError('the child process has no pipe');
    this.#pipe = pipe;
    const frames = new FrameReader();
    pipe.on('data', (chunk: Buffer) => {
      for (const { kind, id, payload } of this.#framesOf(frames, chunk)) {
        if (kind === frameKinds.event) options.onEvent?.(unpackJson(payload) as MonitorEvent);
        else this.#settle(kind, id, payload);
      }
    });
    // A write to a process that just ended: its end is told below.
    pipe.on('error', () => undefined);
    this.#process.stderr?.on('data', (text: Buffer) => {
      this.#lastWords = (this.#lastWords + text.toString()).slice(-lastWordsBytes);
    });
    this.#ended = new Promise((resolve) => {
      const onEnd = (detail: string): void => {
        if (!this.#alive) return;
        this.#alive = false;
        this.#failAll('crashed', detail);
        options.onEnd(detail);
        resolve();
      };
      this.#process.once('error', (error) => onEnd(error.message));
      this.#process.once('close', (code, signal) => {
        const lastLine = this.#lastWords.trim().split('\n').at(-1) ?? '';
        onEnd(`${signal ?? `exit ${code ?? 'unknown'}`} ${lastLine}`.trim());
      });
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /**
   * Asks the child for something. The payload is copied and the copy zeroed when it is sent.
   * @param timeoutMs when it has passed the child is killed: what hangs in it cannot be cancelled
   * @throws {RequestError}
   */
  request(kind: FrameKind, payload: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (!this.#alive) return reject(new RequestError('crashed', 'the child process ended'));
      const id = ++this.#lastId;
      const timer = setTimeout(() => {
        this.#failAll('timeout', `no answer within ${timeoutMs} ms`);
        this.kill();
      }, timeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
      const frame = encodeFrame(kind, id, payload);
      this.#pipe.write(frame, () => frame.fill(0));
    });
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /** Resolves when the process is gone. */
  async ended(): Promise<void> {
    await this.#ended;
  }

  /** A process that writes anything else is out of its mind. */
  #framesOf(frames: FrameReader, chunk: Buffer): Frame[] {
    try {
      return frames.push(chunk);
    } catch {
      this.kill();
      return [];
    }
  }

  #settle(kind: FrameKind, id: number, payload: Uint8Array): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    if (kind === frameKinds.answer) return waiting.resolve(payload);
    const { detail } = unpackJson(payload) as FailureAnswer;
    waiting.reject(new RequestError(failureOf(detail), detail));
  }

  #failAll(failure: TransportFailure, detail: string): void {
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new RequestError(failure, detail));
    }
    this.#waiting.clear();
  }
}

/** The parent's side of a child process with native code: requests, each with a time limit, and the end of the process. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { noInspectorFlags } from '../../base/noInspector.js';
import type { TransportFailure } from './connection.js';
import type { Frame, FrameKind } from './frames.js';
import { encodeFrame, FrameReader, frameKinds } from './frames.js';
import type { ChildRole, FailureAnswer, MonitorEvent } from './messages.js';
import { unpackJson } from './messages.js';
import { failureOf } from './scard.js';

/** A request to the child failed. The transport converts it to a `TransportError`, which names the reader. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  constructor(
    readonly failure: TransportFailure,
    readonly detail: string,
  ) {
    super(`${failure}: ${detail}`);
  }
}

/** How a child process is started, and who is notified. */
export interface NativeChildOptions {
  /** Path of pcscd's socket; undefined: the default of pcsc-lite. */
  readonly socketPath: string | undefined;
  /** Path of the program; absent: `pcscChild.js`. */
  readonly program?: string;
  /** Added to the few variables that the process is given. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A message of the monitor. */
  onEvent?(event: MonitorEvent): void;
  /** The process ended, by itself or killed. @param detail exit code or signal, and the last line of its standard error */
  onEnd(detail: string): void;
}

interface Waiting {
  readonly resolve: (payload: Uint8Array) => void;
  readonly reject: (error: RequestError) => void;
  readonly timer: NodeJS.Timeout;
}

const pcscProgram = fileURLToPath(new URL('./pcscChild.js', import.meta.url));
/** A small heap and no worker threads of V8, to save memory: the process mostly waits. */
const nodeFlags = ['--max-semi-space-size=1', '--v8-pool-size=0', ...noInspectorFlags];
/** How many characters of the standard error are kept. */
const stderrTailLength = 2000;

function environment(socketPath: string | undefined): NodeJS.ProcessEnv {
  const socket = socketPath ?? process.env.PCSCLITE_CSOCK_NAME;
  return {
    PCSCLITE_CSOCK_NAME: socket,
    // One thread for the call in progress, and one for a call that hangs.
    UV_THREADPOOL_SIZE: '2',
    // The native module leaves PINs in memory that it frees; with this setting glibc overwrites it.
    GLIBC_TUNABLES: 'glibc.malloc.tcache_count=0:glibc.malloc.perturb=165',
  };
}

/** What the transport does with a child process. */
export type Child = Pick<NativeChild, 'alive' | 'request' | 'kill' | 'ended'>;

/** One child process. */
export class NativeChild {
  readonly #process: ChildProcess;
  readonly #pipe: Socket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #lastId = 0;
  #stderrTail = '';
  #alive = true;

  /** Starts the process. @param reader PC/SC name for a `connection` and a `module`, null for a `monitor` */
  constructor(role: ChildRole, reader: string | null, options: NativeChildOptions) {
    const program = options.program ?? pcscProgram;
    this.#process = spawn(process.execPath, [...nodeFlags, program, role, ...(reader === null ? [] : [reader])], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      env: { ...environment(options.socketPath), ...options.environment },
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
    // A write to a process that has just ended fails. The end itself is reported by `close` below.
    pipe.on('error', () => undefined);
    this.#process.stderr?.on('data', (text: Buffer) => {
      this.#stderrTail = (this.#stderrTail + text.toString()).slice(-stderrTailLength);
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
        const lastLine = this.#stderrTail.trim().split('\n').at(-1) ?? '';
        onEnd(`${signal ?? `exit ${code ?? 'unknown'}`} ${lastLine}`.trim());
      });
    });
  }

  /** Can the process take requests? */
  get alive(): boolean {
    return this.#alive;
  }

  /**
   * Sends a request and waits for its answer. The payload is copied, and the copy is zeroed when it is sent.
   * @param timeoutMs after this time the child is killed, because a native call cannot be cancelled
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

  /** Ends the process at once. Waiting requests fail when it is gone. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /** Resolves when the process has ended. */
  async ended(): Promise<void> {
    await this.#ended;
  }

  /** Decodes frames. A child that writes anything else is broken and is killed. */
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

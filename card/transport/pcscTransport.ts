/**
 * PC/SC through child processes: a monitor that watches all readers, and a connection process for each reader that was connected to. A
 * process that hangs is killed, and one that ended is started again when it is needed. docs/decisions/0001 explains this division.
 */
import { EventEmitter, once } from 'node:events';
import { retry } from '../../base/retry.js';
import type { CardConnection, CardTransport, TransportEvents, TransportFailure } from './connection.js';
import { TransportError } from './connection.js';
import { frameKinds } from './frames.js';
import type { MonitorEvent } from './messages.js';
import type { Child } from './nativeChild.js';
import { RequestError } from './nativeChild.js';
import { defaults, type PcscTransportOptions } from './pcscOptions.js';
import type { RequestKind } from './pcscConnection.js';
import { PcscConnection } from './pcscConnection.js';
import { ReaderRegister } from './readerRegister.js';
import { protocolOf } from './scard.js';

/** Failures after which SCardConnect left no handle: the child process can be used again. */
const leavesNoHandle: ReadonlySet<TransportFailure> = new Set(['cardRemoved', 'sharingViolation']);

/** Pause before connecting again to a card that pcscd still counts as held by us. */
const releasePauseMs = 50;

const noPayload = new Uint8Array();

interface ReaderRequest {
  /** PC/SC name of the reader. */
  readonly reader: string;
  readonly kind: RequestKind;
  readonly payload: Uint8Array;
  readonly timeoutMs: number;
}

/** The transport to real and virtual readers of pcscd. */
export class PcscTransport implements CardTransport {
  readonly #options: typeof defaults & { readonly socketPath?: string };
  readonly #register = new ReaderRegister();
  readonly #connectionChildren = new Map<string, Child>();
  readonly #open = new Set<PcscConnection>();
  /** By reader, as `performance.now()`: when a process with a handle to its card was ended. */
  readonly #killedAt = new Map<string, number>();
  readonly #reports = new EventEmitter<{ report: [reader: string]; service: [] }>();
  #events: TransportEvents | null = null;
  #monitor: Child | null = null;
  #monitorTimer: NodeJS.Timeout | undefined;
  #monitorReported = false;
  #available: boolean | null = null;

  constructor(options: PcscTransportOptions = {}) {
    this.#options = { ...defaults, ...options };
    this.#reports.setMaxListeners(0);
  }

  /** Resolves when it is known whether pcscd is available. Readers are reported as they are found. */
  async start(events: TransportEvents): Promise<void> {
    if (this.#events !== null) throw new Error('the transport was started already');
    this.#events = events;
    const known = once(this.#reports, 'service');
    this.#startMonitor();
    await known;
  }

  async stop(): Promise<void> {
    this.#events = null;
    clearTimeout(this.#monitorTimer);
    await Promise.all([...this.#open].map((connection) => connection.disconnect('reset')));
    const children = [...this.#connectionChildren.values(), ...(this.#monitor === null ? [] : [this.#monitor])];
    for (const child of children) child.kill();
    await Promise.all(children.map((child) => child.ended()));
  }

  async connect(reader: string): Promise<CardConnection> {
    if (this.#events === null) throw new TransportError('serviceGone', reader, 'the transport is not started');
    // A program of others is not waited for.
    const isPassing = (error: unknown): boolean =>
      error instanceof TransportError &&
      error.failure === 'sharingViolation' &&
      performance.now() - (this.#killedAt.get(reader) ?? -Infinity) < this.#options.releaseMs;
    return retry(() => this.#connect(reader), { pauseMs: releasePauseMs, isPassing });
  }

  async #connect(reader: string): Promise<PcscConnection> {
    if ([...this.#open].some((connection) => connection.reader === reader)) {
      throw new TransportError('sharingViolation', reader, 'this program holds the card already');
    }
    const connection = new PcscConnection(reader, {
      request: (kind, payload, timeoutMs) => this.#request({ reader, kind, payload, timeoutMs }),
      closed: () => this.#open.delete(connection),
      transmitTimeoutMs: this.#options.transmitTimeoutMs,
    });
    this.#open.add(connection);
    try {
      const timeoutMs = this.#options.connectTimeoutMs;
      const [active] = await this.#request({ reader, kind: frameKinds.connect, payload: noPayload, timeoutMs });
      const protocol = protocolOf(active);
      if (protocol === null) throw await this.#unusable(reader, `connected with the protocol ${active}`);
      connection.begin(await this.#atrOf(reader), protocol);
      return connection;
    } catch (error) {
      this.#open.delete(connection);
      throw error;
    }
  }

  /** The ATR of a card that was just connected. It comes from the monitor, which may report it a little later. @throws {TransportError} */
  async #atrOf(reader: string): Promise<Uint8Array> {
    const read = (): Uint8Array | null => {
      const card = this.#register.get(reader)?.card;
      return card?.present === true ? card.atr : null;
    };
    if (read() === null) await this.#nextReport(reader);
    const atr = read();
    if (atr !== null) return atr;
    throw await this.#unusable(reader, 'connected, but the card has no answer to reset');
  }

  /** Ends the child process that is connected to a card that cannot be used: with it ends the exclusive connection. */
  async #unusable(reader: string, detail: string): Promise<TransportError> {
    const child = this.#connectionChildren.get(reader);
    // Nobody connects through a child process that is about to end.
    this.#connectionChildren.delete(reader);
    this.#kill(reader, child);
    await child?.ended();
    return new TransportError('unresponsive', reader, detail);
  }

  /**
   * Sends a request to the reader's child process. After a failure the child is killed, because it may have an invalid handle, context or
   * thread; a new one starts in 50 ms. It is kept when connecting left no handle.
   * @throws {TransportError}
   */
  async #request({ reader, kind, payload, timeoutMs }: ReaderRequest): Promise<Uint8Array> {
    const child = this.#childOf(reader);
    const insertion = this.#register.insertion(reader);
    try {
      return await child.request(kind, payload, timeoutMs);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (kind === frameKinds.connect && leavesNoHandle.has(error.failure)) {
        throw new TransportError(error.failure, reader, error.detail);
      }
      if (this.#connectionChildren.get(reader) === child) this.#connectionChildren.delete(reader);
      this.#kill(reader, child);
      await child.ended();
      // Either the reader hangs or pcscd. When a new monitor cannot connect, it is pcscd.
      if (error.failure === 'timeout') this.#monitor?.kill();
      throw await this.#toTransportError(reader, insertion, error);
    }
  }

  /**
   * Finds the cause of a failed request. A card or a reader that is removed during an exchange first appears as a card that does not
   * answer; the monitor's next report shows the removal.
   * @param insertion number of the insertion that the request was meant for
   */
  async #toTransportError(reader: string, insertion: number, error: RequestError): Promise<TransportError> {
    const { failure, detail } = error;
    const present = (): boolean =>
      this.#register.get(reader)?.card.present === true && this.#register.insertion(reader) === insertion;
    const cause = (): TransportFailure => {
      if (failure !== 'unresponsive' && failure !== 'crashed') return failure;
      if (this.#available === false) return 'serviceGone';
      if (this.#register.get(reader) === null) return 'readerGone';
      return failure === 'unresponsive' && !present() ? 'cardRemoved' : failure;
    };
    if (failure === 'unresponsive' && present()) await this.#nextReport(reader);
    return new TransportError(cause(), reader, detail);
  }

  /** Waits for the next report about a reader, at most `reportWaitMs`. */
  async #nextReport(reader: string): Promise<void> {
    const timeLimit = AbortSignal.timeout(this.#options.reportWaitMs);
    try {
      for (;;) {
        const [about] = (await once(this.#reports, 'report', { signal: timeLimit })) as [string];
        if (about === reader) return;
      }
    } catch {
      return;
    }
  }

  #childOf(reader: string): Child {
    const running = this.#connectionChildren.get(reader);
    if (running?.alive) return running;
    const { socketPath, startChild } = this.#options;
    const child: Child = startChild('connection', reader, {
      socketPath,
      onEnd: () => {
        if (this.#connectionChildren.get(reader) === child) this.#connectionChildren.delete(reader);
      },
    });
    this.#connectionChildren.set(reader, child);
    return child;
  }

  #kill(reader: string, child: Child | undefined): void {
    if (child === undefined) return;
    this.#killedAt.set(reader, performance.now());
    child.kill();
  }

  #startMonitor(): void {
    const { socketPath, monitorTimeoutMs, startChild } = this.#options;
    const monitor = startChild('monitor', null, {
      socketPath,
      onEvent: (event) => this.#onMonitor(event),
      onEnd: () => this.#onMonitorEnd(),
    });
    this.#monitor = monitor;
    this.#monitorReported = false;
    this.#monitorTimer = setTimeout(() => monitor.kill(), monitorTimeoutMs);
  }

  /** Starts a new monitor: at once when the last one had reported something, otherwise after a pause. */
  #onMonitorEnd(): void {
    clearTimeout(this.#monitorTimer);
    this.#monitor = null;
    if (this.#events === null) return;
    if (this.#monitorReported) return this.#startMonitor();
    this.#setAvailable(false);
    this.#monitorTimer = setTimeout(() => this.#startMonitor(), this.#options.monitorRetryMs);
  }

  #onMonitor(event: MonitorEvent): void {
    clearTimeout(this.#monitorTimer);
    this.#monitorReported = true;
    switch (event.kind) {
      case 'serviceAvailable':
        return this.#setAvailable(true);
      case 'serviceUnavailable':
        return this.#setAvailable(false);
      case 'readers':
        // After a restart of the monitor: readers that were removed while no monitor ran.
        for (const reader of this.#register.readers()) {
          if (!event.readers.includes(reader)) this.#removeReader(reader);
        }
        this.#events?.readersListed?.(event.readers);
        return;
      case 'readerRemoved':
        return this.#removeReader(event.reader);
      case 'status': {
        const change = this.#register.report(event);
        if (change !== null) this.#events?.readerChanged(change.state, change.insertion);
        this.#reports.emit('report', event.reader);
      }
    }
  }

  /** Without pcscd the state of every reader is unknown, and a card that is found later may be another one: all readers are removed. */
  #setAvailable(available: boolean): void {
    if (this.#available !== available) {
      this.#available = available;
      this.#events?.serviceChanged(available);
      if (!available) for (const reader of this.#register.readers()) this.#removeReader(reader);
    }
    this.#reports.emit('service');
  }

  #removeReader(reader: string): void {
    if (this.#register.remove(reader)) this.#events?.readerRemoved(reader);
    const failure = this.#available === false ? 'serviceGone' : 'readerGone';
    for (const connection of this.#open) {
      if (connection.reader === reader) connection.lost(new TransportError(failure, reader, 'told by pcscd'));
    }
    // The next connection to this reader gets a new child process.
    this.#kill(reader, this.#connectionChildren.get(reader));
    this.#connectionChildren.delete(reader);
    this.#reports.emit('report', reader);
  }
}

/**
 * PC/SC through child processes: one that watches the readers, and one for each reader that a card was connected to. What
 * hangs or crashes is killed and started again; docs/decisions tells why the processes are cut this way.
 */
import { EventEmitter, once } from 'node:events';
import type { CardConnection, CardTransport, TransportEvents, TransportFailure } from './connection.js';
import { TransportError } from './connection.js';
import { frameKinds } from './frames.js';
import type { MonitorEvent } from './messages.js';
import { NativeChild, RequestError } from './nativeChild.js';
import type { RequestKind } from './pcscConnection.js';
import { PcscConnection } from './pcscConnection.js';
import { ReaderRegister } from './readerRegister.js';

export interface PcscTransportOptions {
  /** Path of pcscd's socket (PCSCLITE_CSOCK_NAME); pcsc-lite's own default where absent. */
  readonly socketPath?: string;
  /** Time limit for a connection, in which the card is powered up. */
  readonly connectTimeoutMs?: number;
  /** Time limit for an exchange that has none of its own. */
  readonly transmitTimeoutMs?: number;
  /** Time limit for a new monitor's first word. */
  readonly monitorTimeoutMs?: number;
}

const defaults = { connectTimeoutMs: 10_000, transmitTimeoutMs: 15_000, monitorTimeoutMs: 5_000 };
/** pcscd tells that a card is gone a little after the exchange it broke. */
const removalNewsMs = 1_000;
const monitorRetryMs = 500;

/** SCardConnect made no handle. */
const nothingConnected: ReadonlySet<TransportFailure> = new Set(['cardRemoved', 'sharingViolation']);

const nothing = new Uint8Array();

export class PcscTransport implements CardTransport {
  readonly #options: typeof defaults & { readonly socketPath?: string };
  readonly #register = new ReaderRegister();
  readonly #connectionChildren = new Map<string, NativeChild>();
  readonly #open = new Set<PcscConnection>();
  readonly #news = new EventEmitter<{ report: [reader: string]; service: [] }>();
  #events: TransportEvents | null = null;
  #monitor: NativeChild | null = null;
  #monitorTimer: NodeJS.Timeout | undefined;
  #monitorSpoke = false;
  #available: boolean | null = null;

  constructor(options: PcscTransportOptions = {}) {
    this.#options = { ...defaults, ...options };
    this.#news.setMaxListeners(0);
  }

  /** Resolves when it is known whether pcscd can be reached; readers are reported as they are found. */
  async start(events: TransportEvents): Promise<void> {
    if (this.#events !== null) throw new Error('the transport was started already');
    this.#events = events;
    const known = once(this.#news, 'service');
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
    if ([...this.#open].some((connection) => connection.reader === reader)) {
      throw new TransportError('sharingViolation', reader, 'this program holds the card already');
    }
    const connection = new PcscConnection(reader, {
      request: (kind, payload, timeoutMs) => this.#request(reader, kind, payload, timeoutMs),
      closed: () => this.#open.delete(connection),
      transmitTimeoutMs: this.#options.transmitTimeoutMs,
    });
    this.#open.add(connection);
    try {
      await this.#request(reader, frameKinds.connect, nothing, this.#options.connectTimeoutMs);
      connection.begin(await this.#atrOf(reader));
      return connection;
    } catch (error) {
      this.#open.delete(connection);
      throw error;
    }
  }

  /** The card answered, so the monitor has its ATR or is about to. */
  async #atrOf(reader: string): Promise<Uint8Array> {
    const read = (): Uint8Array | null => {
      const card = this.#register.get(reader)?.card;
      return card?.present === true ? card.atr : null;
    };
    if (read() === null) await this.#newsOf(reader);
    const atr = read();
    if (atr !== null) return atr;
    this.#connectionChildren.get(reader)?.kill();
    throw new TransportError('unresponsive', reader, 'connected, but the card has no answer to reset');
  }

  /**
   * A failure costs the reader's child: it may hold a dead handle, context or thread, and a new one takes 50 ms. Where there was
   * nothing to connect to it holds nothing, and stays.
   */
  async #request(reader: string, kind: RequestKind, payload: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    const child = this.#childOf(reader);
    const insertion = this.#register.insertion(reader);
    try {
      return await child.request(kind, payload, timeoutMs);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (kind === frameKinds.connect && nothingConnected.has(error.failure)) {
        throw new TransportError(error.failure, reader, error.detail);
      }
      if (this.#connectionChildren.get(reader) === child) this.#connectionChildren.delete(reader);
      child.kill();
      await child.ended();
      // Does the reader hang or pcscd? A monitor that cannot come up again tells.
      if (error.failure === 'timeout') this.#monitor?.kill();
      throw await this.#explained(reader, insertion, error);
    }
  }

  /**
   * A card or a reader that went in the middle of an exchange first looks like one that does not answer.
   * @param insertion the one that the request was meant for
   */
  async #explained(reader: string, insertion: number, error: RequestError): Promise<TransportError> {
    const { failure, detail } = error;
    const present = (): boolean =>
      this.#register.get(reader)?.card.present === true && this.#register.insertion(reader) === insertion;
    const cause = (): TransportFailure => {
      if (failure !== 'unresponsive' && failure !== 'crashed') return failure;
      if (this.#available === false) return 'serviceGone';
      if (this.#register.get(reader) === null) return 'readerGone';
      return failure === 'unresponsive' && !present() ? 'cardRemoved' : failure;
    };
    if (failure === 'unresponsive' && present()) await this.#newsOf(reader);
    return new TransportError(cause(), reader, detail);
  }

  /** The next report about the reader, or the time in which one was to be expected. */
  async #newsOf(reader: string): Promise<void> {
    const enough = AbortSignal.timeout(removalNewsMs);
    try {
      for (;;) {
        const [about] = (await once(this.#news, 'report', { signal: enough })) as [string];
        if (about === reader) return;
      }
    } catch {
      return;
    }
  }

  #childOf(reader: string): NativeChild {
    const running = this.#connectionChildren.get(reader);
    if (running?.alive) return running;
    const { socketPath } = this.#options;
    const child: NativeChild = new NativeChild('connection', reader, {
      ...(socketPath === undefined ? {} : { socketPath }),
      onEnd: () => {
        if (this.#connectionChildren.get(reader) === child) this.#connectionChildren.delete(reader);
      },
    });
    this.#connectionChildren.set(reader, child);
    return child;
  }

  #startMonitor(): void {
    const { socketPath, monitorTimeoutMs } = this.#options;
    const monitor = new NativeChild('monitor', null, {
      ...(socketPath === undefined ? {} : { socketPath }),
      onEvent: (event) => this.#onMonitor(event),
      onEnd: () => this.#onMonitorEnd(),
    });
    this.#monitor = monitor;
    this.#monitorSpoke = false;
    this.#monitorTimer = setTimeout(() => monitor.kill(), monitorTimeoutMs);
  }

  /** One that had something to say is replaced at once; one that cannot even start, a little later. */
  #onMonitorEnd(): void {
    clearTimeout(this.#monitorTimer);
    this.#monitor = null;
    if (this.#events === null) return;
    if (this.#monitorSpoke) return this.#startMonitor();
    this.#setAvailable(false);
    this.#monitorTimer = setTimeout(() => this.#startMonitor(), monitorRetryMs);
  }

  #onMonitor(event: MonitorEvent): void {
    clearTimeout(this.#monitorTimer);
    this.#monitorSpoke = true;
    switch (event.kind) {
      case 'serviceAvailable':
        return this.#setAvailable(true);
      case 'serviceUnavailable':
        return this.#setAvailable(false);
      case 'readers':
        // After a monitor's restart: what went while nobody looked.
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
        this.#news.emit('report', event.reader);
      }
    }
  }

  /** Without pcscd nothing is known of any reader, and what is found afterwards may be another card. */
  #setAvailable(available: boolean): void {
    if (this.#available !== available) {
      this.#available = available;
      this.#events?.serviceChanged(available);
      if (!available) for (const reader of this.#register.readers()) this.#removeReader(reader);
    }
    this.#news.emit('service');
  }

  #removeReader(reader: string): void {
    if (this.#register.remove(reader)) this.#events?.readerRemoved(reader);
    const failure = this.#available === false ? 'serviceGone' : 'readerGone';
    for (const connection of this.#open) {
      if (connection.reader === reader) connection.lost(new TransportError(failure, reader, 'told by pcscd'));
    }
    // A connection that is asked for from now on gets another one.
    this.#connectionChildren.get(reader)?.kill();
    this.#connectionChildren.delete(reader);
    this.#news.emit('report', reader);
  }
}

import { retry, type Retries } from '../../base/retry.js';
import type { CardConnection, CardProtocol, TransmitOptions } from './connection.js';
import { ControlRefusedError, TransportError } from './connection.js';
import { frameKinds } from './frames.js';
import { packControl, packJson } from './messages.js';

const disconnectTimeoutMs = 2_000;

/** pcscd needs a moment to notice that the process of a module was killed. */
const afterOthers: Retries = {
  ...{ pauseMs: 50, attempts: 20 },
  isPassing: (error) => error instanceof TransportError && error.failure === 'sharingViolation',
};

/** Frames that are requests. */
export type RequestKind = (typeof frameKinds)['connect' | 'transmit' | 'control' | 'disconnect'];

/** What a connection needs from its transport. */
export interface ConnectionHost {
  /** Sends a request to the child process of the reader. @throws {TransportError} */
  request(kind: RequestKind, payload: Uint8Array, timeoutMs: number): Promise<Uint8Array>;
  /** The connection has ended: the reader is free for the next one. */
  closed(): void;
  /** Default time limit of an exchange in ms. */
  readonly transmitTimeoutMs: number;
}

/** The connection to the card in a reader. After its first failure every exchange fails with the same error. */
export class PcscConnection implements CardConnection {
  #atr: Uint8Array = new Uint8Array();
  #protocol: CardProtocol = 'T=1';
  #host: ConnectionHost | null;
  #failed: TransportError | null = null;
  #busy = false;
  /** Takes the reader back from who works with it in our place. */
  #giveBack: (() => Promise<void>) | null = null;

  constructor(
    readonly reader: string,
    host: ConnectionHost,
  ) {
    this.#host = host;
  }

  get atr(): Uint8Array {
    return this.#atr;
  }

  get protocol(): CardProtocol {
    return this.#protocol;
  }

  /** Sets the answer to reset and the protocol when the card is connected. */
  begin(atr: Uint8Array, protocol: CardProtocol): void {
    this.#atr = atr;
    this.#protocol = protocol;
  }

  /** Ends the connection because the reader or pcscd is gone. A card that is found there later may be another one. */
  lost(error: TransportError): void {
    this.#failed ??= error;
    void this.#giveBack?.();
    this.#host?.closed();
  }

  async lend(giveBack: () => Promise<void>): Promise<void> {
    await this.#exchange(frameKinds.disconnect, packJson({ disposition: 'leave' }));
    this.#giveBack = giveBack;
  }

  async transmit(command: Uint8Array, options: TransmitOptions = {}): Promise<Uint8Array> {
    return this.#exchange(frameKinds.transmit, command, options);
  }

  async control(code: number, data: Uint8Array, options: TransmitOptions = {}): Promise<Uint8Array> {
    const [done, ...said] = await this.#exchange(frameKinds.control, packControl({ code, data }), options);
    if (done !== 1) throw new ControlRefusedError(this.reader, Buffer.from(said).toString());
    return Uint8Array.from(said);
  }

  async #exchange(kind: RequestKind, payload: Uint8Array, options: TransmitOptions = {}): Promise<Uint8Array> {
    if (this.#failed !== null) throw this.#failed;
    const host = this.#host;
    if (host === null) throw new TransportError('cardRemoved', this.reader, 'the connection was ended');
    if (this.#giveBack !== null) throw new Error('the reader is lent');
    if (this.#busy) throw new Error('one exchange at a time');
    this.#busy = true;
    try {
      return await host.request(kind, payload, options.timeoutMs ?? host.transmitTimeoutMs);
    } catch (error) {
      if (error instanceof TransportError) {
        this.#failed ??= error;
        host.closed();
      }
      throw error;
    } finally {
      this.#busy = false;
    }
  }

  async disconnect(disposition: 'leave' | 'reset'): Promise<void> {
    const host = this.#host;
    this.#host = null;
    await this.#giveBack?.();
    if (host === null || this.#failed !== null) return;
    try {
      if (this.#giveBack !== null) {
        if (disposition === 'leave') return;
        // Only who is connected can reset the card.
        await retry(() => host.request(frameKinds.connect, new Uint8Array(), host.transmitTimeoutMs), afterOthers);
      }
      await host.request(frameKinds.disconnect, packJson({ disposition }), disconnectTimeoutMs);
    } catch {
      // A failed request means that the card, the reader or the child is gone: there is nothing to disconnect.
    } finally {
      host.closed();
    }
  }
}

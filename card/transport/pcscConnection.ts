import type { CardConnection, TransmitOptions } from './connection.js';
import { TransportError } from './connection.js';
import { frameKinds } from './frames.js';
import { packJson } from './messages.js';

const disconnectTimeoutMs = 2_000;

export type RequestKind = typeof frameKinds.connect | typeof frameKinds.transmit | typeof frameKinds.disconnect;

/** What a connection needs of the transport that made it. */
export interface ConnectionHost {
  /** @throws {TransportError} */
  request(kind: RequestKind, payload: Uint8Array, timeoutMs: number): Promise<Uint8Array>;
  /** The reader is free for the next connection. */
  closed(): void;
  readonly transmitTimeoutMs: number;
}

/** The one owner of the card in a reader. After its first failure it is of no use any more. */
export class PcscConnection implements CardConnection {
  #atr: Uint8Array = new Uint8Array();
  #host: ConnectionHost | null;
  #failed: TransportError | null = null;
  #busy = false;

  constructor(
    readonly reader: string,
    host: ConnectionHost,
  ) {
    this.#host = host;
  }

  get atr(): Uint8Array {
    return this.#atr;
  }

  begin(atr: Uint8Array): void {
    this.#atr = atr;
  }

  /** Its reader or pcscd is gone: a card that is found there afterwards is not spoken to through this connection. */
  lost(error: TransportError): void {
    this.#failed ??= error;
    this.#host?.closed();
  }

  async transmit(command: Uint8Array, options: TransmitOptions = {}): Promise<Uint8Array> {
    if (this.#failed !== null) throw this.#failed;
    const host = this.#host;
    if (host === null) throw new TransportError('cardRemoved', this.reader, 'the connection was ended');
    if (this.#busy) throw new Error('one exchange at a time');
    this.#busy = true;
    try {
      return await host.request(frameKinds.transmit, command, options.timeoutMs ?? host.transmitTimeoutMs);
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
    if (host === null || this.#failed !== null) return;
    try {
      await host.request(frameKinds.disconnect, packJson({ disposition }), disconnectTimeoutMs);
    } catch {
      // The card or its reader is gone already: nothing is held any more.
    } finally {
      host.closed();
    }
  }
}

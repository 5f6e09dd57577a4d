/**
 * Connects a virtual card to a vpcd reader. vpcd listens on one TCP port per reader and sends the requests. A message has two bytes of
 * length (big-endian), then either one control byte or a command APDU.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { CardPowerLostError, type VirtualCard } from './virtualCard.js';

const control = { powerOff: 0, powerOn: 1, reset: 2, answerToReset: 4 } as const;
const lengthBytes = 2;

/** Why the card left the reader: `remove` was called, a hook acted, or the reader was disconnected with the card in it. */
export type RemovalReason = 'removed' | 'pulled' | 'readerGone';

/** A virtual card in a reader. */
export class VpcdClient {
  readonly #socket: Socket;
  readonly #card: VirtualCard;
  readonly #closed: Promise<RemovalReason>;
  readonly #pull = () => this.#end('pulled');
  #reason: RemovalReason = 'readerGone';
  #received = Buffer.alloc(0);
  #serving = false;

  private constructor(socket: Socket, card: VirtualCard) {
    this.#socket = socket;
    this.#card = card;
    this.#closed = new Promise((resolve) => socket.once('close', () => resolve(this.#reason)));
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      card.off('pulled', this.#pull);
      card.powerOff();
    });
    card.on('pulled', this.#pull);
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      if (!this.#serving) void this.#serve();
    });
  }

  /** Inserts a card into the reader that listens on this port. @throws {Error} when none listens */
  static async insert(host: string, port: number, card: VirtualCard): Promise<VpcdClient> {
    const socket = connect({ host, port, noDelay: true });
    await once(socket, 'connect');
    return new VpcdClient(socket, card);
  }

  /** Resolves when the card has left the reader. */
  get closed(): Promise<RemovalReason> {
    return this.#closed;
  }

  /** Removes the card. @param reason `readerGone` when the reader is disconnected with the card in it */
  async remove(reason: 'removed' | 'readerGone' = 'removed'): Promise<void> {
    this.#end(reason);
    await this.#closed;
  }

  #end(reason: RemovalReason): void {
    if (this.#socket.destroyed) return;
    this.#reason = reason;
    this.#socket.destroy();
  }

  async #serve(): Promise<void> {
    this.#serving = true;
    try {
      for (let message = this.#nextMessage(); message !== null; message = this.#nextMessage()) {
        const answer = message.length === 1 ? this.#control(message[0]) : await this.#card.execute(message);
        if (answer !== null) this.#send(answer);
      }
    } catch (error) {
      this.#socket.destroy(error instanceof CardPowerLostError ? undefined : (error as Error));
    } finally {
      this.#serving = false;
    }
  }

  #nextMessage(): Uint8Array | null {
    if (this.#received.length < lengthBytes) return null;
    const end = lengthBytes + this.#received.readUInt16BE();
    if (this.#received.length < end) return null;
    const message = new Uint8Array(this.#received.subarray(lengthBytes, end));
    this.#received = this.#received.subarray(end);
    return message;
  }

  #control(code = -1): Uint8Array | null {
    switch (code) {
      case control.powerOff:
        this.#card.powerOff();
        return null;
      case control.powerOn:
      case control.reset:
        this.#card.reset();
        return null;
      case control.answerToReset:
        return this.#card.atr;
      default:
        throw new Error(`vpcd sent the control byte ${code}`);
    }
  }

  #send(answer: Uint8Array): void {
    const length = Buffer.alloc(lengthBytes);
    length.writeUInt16BE(answer.length);
    this.#socket.write(Buffer.concat([length, answer]));
  }
}

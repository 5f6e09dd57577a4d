/**
 * Watches pcscd's readers over its own socket, without native code: CMD_VERSION, then CMD_WAIT_READER_STATE_CHANGE,
 * which answers with the state of all readers now and with an event at the next change (pcsc-lite, protocol 4.4).
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const command = { version: 0x11, waitReaderStateChange: 0x13 } as const;
const protocol = { major: 4, minor: 4 } as const;
const versionLength = 12;
const eventLength = 8;

/** READER_STATE: name[128], eventCounter, readerState, readerSharing, atr[33] padded to 36, atrLength, protocol. */
const stateLayout = {
  length: 184,
  readers: 16,
  nameLength: 128,
  eventCounter: 128,
  state: 132,
  atr: 140,
  atrLength: 176,
} as const;
const scardPresent = 0x0004;

export interface MonitoredReader {
  /** PC/SC name. */
  readonly name: string;
  /** Counts up when pcscd's own thread sees a card come or go; what a client's call finds out leaves it as it is. */
  readonly eventCounter: number;
  readonly present: boolean;
  /** Empty without a card, and while a card has not been powered. */
  readonly atr: Uint8Array;
}

type Condition = (readers: readonly MonitoredReader[]) => boolean;

interface Waiter {
  readonly holds: Condition;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class PcscdMonitor {
  readonly #socket: Socket;
  #readers: readonly MonitoredReader[] = [];
  #waiters: Waiter[] = [];
  #ended: Error | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => socket.destroy());
  }

  /** @throws when nothing listens at `socketPath` or it is not a pcscd of a known protocol. */
  static async connect(socketPath: string): Promise<PcscdMonitor> {
    const socket = connect(socketPath);
    await once(socket, 'connect');
    const monitor = new PcscdMonitor(socket);
    const version = Buffer.alloc(versionLength);
    version.writeInt32LE(protocol.major, 0);
    version.writeInt32LE(protocol.minor, 4);
    monitor.#send(command.version, version);
    const answer = await monitor.#read(versionLength);
    if (answer.readUInt32LE(8) !== 0) throw new Error('pcscd speaks another protocol');
    void monitor.#watch();
    return monitor;
  }

  get readers(): readonly MonitoredReader[] {
    return this.#readers;
  }

  /** Resolves when the readers fulfil `condition`. @throws when pcscd goes away. */
  async until(condition: Condition): Promise<void> {
    if (this.#ended !== null) throw this.#ended;
    if (condition(this.#readers)) return;
    await new Promise<void>((resolve, reject) => this.#waiters.push({ holds: condition, resolve, reject }));
  }

  close(): void {
    this.#socket.destroy();
  }

  async #watch(): Promise<void> {
    try {
      for (;;) {
        this.#send(command.waitReaderStateChange, Buffer.alloc(0));
        this.#readers = parseReaders(await this.#read(stateLayout.length * stateLayout.readers));
        const waiting = this.#waiters;
        this.#waiters = [];
        for (const waiter of waiting) {
          if (waiter.holds(this.#readers)) waiter.resolve();
          else this.#waiters.push(waiter);
        }
        await this.#read(eventLength);
      }
    } catch (error) {
      this.#ended = error instanceof Error ? error : new Error(String(error));
      for (const waiter of this.#waiters) waiter.reject(this.#ended);
      this.#waiters = [];
    }
  }

  #send(code: number, body: Buffer): void {
    const header = Buffer.alloc(8);
    header.writeUInt32LE(body.length, 0);
    header.writeUInt32LE(code, 4);
    this.#socket.write(Buffer.concat([header, body]));
  }

  async #read(length: number): Promise<Buffer> {
    for (;;) {
      const bytes = this.#socket.read(length) as Buffer | null;
      if (bytes?.length === length) return bytes;
      if (this.#socket.destroyed || this.#socket.readableEnded) throw new Error('pcscd went away');
      await this.#activity();
    }
  }

  /** Resolves when there is something to read or nothing will ever come again. */
  #activity(): Promise<void> {
    return new Promise((resolve) => {
      const settle = () => {
        this.#socket.off('readable', settle).off('close', settle);
        resolve();
      };
      this.#socket.on('readable', settle).on('close', settle);
    });
  }
}

function parseReaders(bytes: Buffer): MonitoredReader[] {
  const readers: MonitoredReader[] = [];
  for (let start = 0; start < bytes.length; start += stateLayout.length) {
    const entry = bytes.subarray(start, start + stateLayout.length);
    const name = entry.toString('utf8', 0, stateLayout.nameLength).replace(/\0.*$/s, '');
    if (name === '') continue;
    const atrLength = entry.readUInt32LE(stateLayout.atrLength);
    readers.push({
      name,
      eventCounter: entry.readUInt32LE(stateLayout.eventCounter),
      present: (entry.readUInt32LE(stateLayout.state) & scardPresent) !== 0,
      atr: new Uint8Array(entry.subarray(stateLayout.atr, stateLayout.atr + atrLength)),
    });
  }
  return readers;
}

/**
 * The array into which Node reads. From 24.21 on Node reads every stream of a thread into one array of its own, hands out a copy, and keeps
 * the array for the next read (nodejs/node#64990): what was received last stays in memory that JavaScript cannot reach.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** libuv asks for as many bytes at each read of a stream. */
const arrayBytes = 64 * 1024;
const zeros = Buffer.alloc(arrayBytes);

/** Overwrites that array with zeros, which go through a pair of connected sockets of this process. */
export class ReadArray {
  readonly #sockets: readonly [writer: Socket, reader: Socket];
  /** Zeros that were written and not read yet. */
  #underWay = 0;
  #again = false;

  private constructor(writer: Socket, reader: Socket) {
    this.#sockets = [writer, reader];
    for (const socket of this.#sockets) socket.unref();
    reader.on('data', ({ length }) => this.#read(length));
  }

  static async open(): Promise<ReadArray> {
    // Nobody else may enter the folder, so the only connection is our own.
    const folder = await mkdtemp(join(tmpdir(), 'pair-'));
    const server = createServer();
    try {
      server.listen(join(folder, 'socket'));
      await once(server, 'listening');
      const writer = connect(join(folder, 'socket'));
      const [reader] = (await once(server, 'connection')) as [Socket];
      return new ReadArray(writer, reader);
    } finally {
      server.close();
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** To be called when a secret was received. What is received until the zeros arrive needs another call, and gets other zeros. */
  erase(): void {
    this.#again = this.#underWay > 0;
    if (this.#again) return;
    this.#underWay = arrayBytes;
    this.#sockets[0].write(zeros);
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #read(length: number): void {
    this.#underWay -= length;
    if (this.#underWay === 0 && this.#again) this.erase();
  }
}

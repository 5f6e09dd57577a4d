/** A PIN pad at every reader of a rack, and the person who types at it. The driver is compiled from `padDriver.c`. */
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { projectPath } from '../../../base/projectRoot.js';
import { runTool } from '../runTool.js';

/** File names that `PcscdProcess` and the driver know. */
export const padDriver = 'padDriver.so';
const padSocket = 'pad.sock';

export interface PadProperties {
  readonly features: readonly ('verify' | 'modify' | 'properties')[];
  readonly minLength: number;
  readonly maxLength: number;
}

/** What the reader asks of the person: one PIN, or the old one and twice a new one. */
export interface PadQuestion {
  readonly kind: 'verify' | 'modify';
  readonly minLength: number;
  readonly maxLength: number;
}

/** `broken`: the reader refuses the command that it lists. */
export type PadAnswer = readonly string[] | 'timeout' | 'cancel' | 'broken';

/** Compiles the driver into a rack's folder, before the rack starts. @throws when the compiler refuses it */
export async function installPadDriver(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const source = projectPath('test', 'harness', 'pinPad', 'padDriver.c');
  const flags = ['-shared', '-fPIC', '-I/usr/include/PCSC', '-o', join(folder, padDriver), source, '-ldl', '-lpthread'];
  const { code, stderr } = await runTool('g++', ['-x', 'c', ...flags]);
  if (code !== 0) throw new Error(`the driver of the virtual PIN pad does not compile: ${stderr}`);
}

export class VirtualPad {
  /** What was asked so far. */
  readonly questions: PadQuestion[] = [];

  private constructor(
    private readonly server: Server,
    private readonly path: string,
    private readonly properties: PadProperties,
    private readonly answer: (question: PadQuestion) => PadAnswer | Promise<PadAnswer>,
  ) {}

  /** @param folder of the rack @param answer what the person types */
  static async open(
    folder: string,
    properties: PadProperties,
    answer: (question: PadQuestion) => PadAnswer | Promise<PadAnswer>,
  ): Promise<VirtualPad> {
    const path = join(folder, padSocket);
    rmSync(path, { force: true });
    const server = createServer();
    const pad = new VirtualPad(server, path, properties, answer);
    server.on('connection', (socket) =>
      socket.once('data', (line: Buffer) => void pad.#reply(socket, line.toString())),
    );
    server.listen(path);
    await once(server, 'listening');
    return pad;
  }

  close(): void {
    this.server.close();
    rmSync(this.path, { force: true });
  }

  async #reply(socket: Socket, line: string): Promise<void> {
    socket.on('error', () => undefined);
    const { features, minLength, maxLength } = this.properties;
    const [what = '', , least, most] = line.trim().split(' ');
    if (what === 'features') socket.end(features.join(' '));
    else if (what === 'limits') socket.end(`${minLength} ${maxLength}`);
    else {
      const kind = what === 'modify' ? 'modify' : 'verify';
      const question = { kind, minLength: Number(least), maxLength: Number(most) } as const;
      this.questions.push(question);
      const answer = await this.answer(question);
      socket.end(typeof answer === 'string' ? answer : `ok ${answer.join(' ')}`);
    }
  }
}

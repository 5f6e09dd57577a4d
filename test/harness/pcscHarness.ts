/** A pcscd with virtual readers of its own: nothing of it is seen by the machine's pcscd or by another harness. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { installPadDriver } from './pinPad/virtualPad.js';
import { connectRack, type CardHandle, type NewCard, type RackClient } from './rackClient.js';
import { runTool, type RunOptions, type ToolResult } from './runTool.js';

const mostReaders = 16;
const maxSocketPathLength = 107;

export interface PcscOptions {
  /** 2, 4, … 16: vpcd makes readers in pairs, pcscd stops at 16. */
  readonly readers: number;
  /** Sockets, log and state files; kept by `stop`. A temporary folder, removed by `stop`, when absent. */
  readonly directory?: string;
  /** Readers that have a PIN pad while a `VirtualPad` is open in the folder. */
  readonly pinPads?: boolean;
}

type Namespaced = ChildProcessByStdio<Writable, Readable, Readable>;

/** New mount, network, ipc and process namespaces; an ordinary user is root in a user namespace of its own. */
function unshareArguments(): string[] {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  return [...user, '--mount', '--net', '--ipc', '--pid', '--fork', '--kill-child'];
}

function spawnRack(directory: string, readers: number, temporary: boolean): Namespaced {
  const rackMain = fileURLToPath(new URL('./rackMain.js', import.meta.url));
  const rackArguments = [rackMain, directory, String(readers), temporary ? 'remove' : 'keep'];
  return spawn('unshare', [...unshareArguments(), process.execPath, ...rackArguments], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Keys of sixteen cards are generated side by side in libuv's pool.
    env: { ...process.env, UV_THREADPOOL_SIZE: String(mostReaders + 4) },
  });
}

async function untilReady(rack: Namespaced): Promise<void> {
  let errors = '';
  rack.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const exited = once(rack, 'exit').then(() => {
    throw new Error(`pcscd and its readers did not start: ${errors}`);
  });
  await Promise.race([once(rack.stdout, 'data'), exited]);
  exited.catch(() => undefined);
}

/**
 * Starts pcscd with empty readers. It ends with `stop` or with this process, however that ends.
 * @throws when pcscd, vpcd or the right to make namespaces is missing
 */
export async function startPcsc(options: PcscOptions): Promise<PcscHarness> {
  const { readers } = options;
  if (!Number.isInteger(readers) || readers < 2 || readers > mostReaders || readers % 2 !== 0) {
    throw new RangeError('readers must be an even number from 2 to 16');
  }
  const directory = resolve(options.directory ?? mkdtempSync(join(tmpdir(), 'pcsc-')));
  mkdirSync(directory, { recursive: true });
  if (join(directory, 'run/pcscd.comm').length > maxSocketPathLength) {
    throw new RangeError('the path is too long for a Unix socket');
  }
  rmSync(join(directory, 'rack.sock'), { force: true });
  if (options.pinPads === true) await installPadDriver(directory);
  const rack = spawnRack(directory, readers, options.directory === undefined);
  try {
    await untilReady(rack);
    const client = await connectRack(join(directory, 'rack.sock'));
    const status = await client.status();
    return new PcscHarness(rack, client, directory, status.readers);
  } catch (error) {
    rack.kill('SIGKILL');
    if (options.directory === undefined) rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

export class PcscHarness {
  readonly #process: Namespaced;
  readonly #client: RackClient;

  constructor(
    rackProcess: Namespaced,
    client: RackClient,
    /** Sockets, log (`pcscd.log`) and, below `cards/`, the state files. */
    readonly directory: string,
    /** PC/SC names; their order is that of the reader indices. */
    readonly readers: readonly string[],
  ) {
    this.#process = rackProcess;
    this.#client = client;
  }

  /** For PCSCLITE_CSOCK_NAME of a client outside. */
  get socketPath(): string {
    return join(this.directory, 'run', 'pcscd.comm');
  }

  /** For `connectRack` in another process. */
  get rackSocket(): string {
    return join(this.directory, 'rack.sock');
  }

  /** The first process in its namespaces. */
  get namespacePid(): number {
    const { pid } = this.#process;
    const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8');
    return Number(children.trim());
  }

  createCard(card: NewCard = {}): Promise<CardHandle> {
    return this.#client.createCard(card);
  }

  /** Runs a PC/SC program (opensc-tool, pkcs15-init, pcsc_scan, …) on these readers. */
  run(command: string, args: readonly string[], options: RunOptions = {}): Promise<ToolResult> {
    const env = { PCSCLITE_CSOCK_NAME: this.socketPath, HOME: this.directory, LC_ALL: 'C.UTF-8', ...options.env };
    return runTool(command, args, { ...options, env });
  }

  /**
   * Takes readers and the other one of each pair away. pcscd never drops a reader of its configuration while it runs, so a
   * new one is started without them: clients see the service go and come back, then miss these readers. A card stays in its
   * reader, without power.
   */
  unplugReaders(...readers: readonly number[]): Promise<void> {
    return this.#client.unplugReaders(...readers);
  }

  /** The pairs are back, again with a new pcscd; resolves when it has found the cards in them. */
  plugReaders(...readers: readonly number[]): Promise<void> {
    return this.#client.plugReaders(...readers);
  }

  /** Stops pcscd in its tracks (SIGSTOP): every call of every client hangs. */
  pausePcscd(): Promise<void> {
    return this.#client.pausePcscd();
  }

  resumePcscd(): Promise<void> {
    return this.#client.resumePcscd();
  }

  /** Ends pcscd as a crash does (SIGKILL); the cards stay in their readers. */
  killPcscd(): Promise<void> {
    return this.#client.killPcscd();
  }

  /** Resolves when a new pcscd lists all readers and has found the cards in them. */
  async restartPcscd(): Promise<void> {
    await this.#client.killPcscd();
    await this.#client.startPcscd();
  }

  /** Resolves when every process of the harness has ended. */
  async stop(): Promise<void> {
    this.#client.close();
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exited = once(this.#process, 'exit');
      this.#process.stdin.end();
      await exited;
    }
  }
}

/** One pcscd with vpcd readers, inside the rack's namespaces. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { PcscdMonitor } from './pcscdMonitor.js';
import { padDriver } from './pinPad/virtualPad.js';

/** pcscd's socket and pid file have fixed places; the rack mounts a folder of its own here. */
export const pcscdRunFolder = '/run/pcscd';
const socketName = 'pcscd.comm';
const vpcdDriver = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
const firstPort = 0x8c7b;
/** vpcd serves two readers with one entry; its slots are static data, so each entry loads a copy of the library. */
export const readersOfEntry = 2;

/** PC/SC name of the reader with this index; pcscd adds entry and slot number to the friendly name. */
export function readerName(index: number): string {
  return `${friendlyName(Math.floor(index / readersOfEntry))} 00 0${index % readersOfEntry}`;
}

/** TCP port on which vpcd waits for the card of this reader. */
export function readerPort(index: number): number {
  return firstPort + index;
}

function friendlyName(entry: number): string {
  return `Virtual Reader ${String.fromCharCode(0x41 + entry)}`;
}

export class PcscdProcess {
  readonly #folder: string;
  readonly #readers: number;
  #process: ChildProcess | null = null;
  #monitor: PcscdMonitor | null = null;

  /** @param folder for configuration, driver copies and the log */
  constructor(folder: string, readers: number) {
    this.#folder = folder;
    this.#readers = readers;
  }

  /** @throws when pcscd is not running */
  get monitor(): PcscdMonitor {
    if (this.#monitor === null) throw new Error('pcscd is not running');
    return this.#monitor;
  }

  get running(): boolean {
    return this.#monitor !== null;
  }

  /**
   * Resolves when pcscd lists its readers.
   * @param without entries that are unplugged
   */
  async start(without: ReadonlySet<number> = new Set()): Promise<void> {
    if (this.#process !== null) throw new Error('pcscd is running already');
    const configuration = this.#configure(without);
    for (const left of [socketName, 'pcscd.pid']) rmSync(join(pcscdRunFolder, left), { force: true });
    const log = openSync(join(this.#folder, 'pcscd.log'), 'a');
    const process = spawn('pcscd', ['--foreground', '--error', '--config', configuration], {
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#process = process;
    process.once('exit', () => {
      this.#process = null;
      this.#monitor?.close();
      this.#monitor = null;
    });
    const monitor = await this.#connected(process);
    await monitor.until((listed) => listed.length === this.#readers - without.size * readersOfEntry);
    this.#monitor = monitor;
  }

  /** Ends pcscd at once, as a crash would. */
  async kill(): Promise<void> {
    const process = this.#process;
    if (process === null) return;
    const exited = once(process, 'exit');
    process.kill('SIGKILL');
    await exited;
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    if (this.#process === null) throw new Error('pcscd is not running');
    this.#process.kill(signal);
  }

  #configure(without: ReadonlySet<number>): string {
    const folder = join(this.#folder, 'reader.conf.d');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    for (let entry = 0; entry * readersOfEntry < this.#readers; entry++) {
      if (without.has(entry)) continue;
      const driver = join(this.#folder, `libifdvpcd-${entry}.so`);
      if (!existsSync(driver)) copyFileSync(vpcdDriver, driver);
      const withPad = this.#padDriver(entry);
      const port = `0x${readerPort(entry * readersOfEntry).toString(16)}`;
      const lines = [
        `FRIENDLYNAME "${friendlyName(entry)}"`,
        `DEVICENAME /dev/null:${port}`,
        `LIBPATH ${withPad ?? driver}`,
        `CHANNELID ${port}`,
      ];
      writeFileSync(join(folder, `vpcd-${entry}`), `${lines.join('\n')}\n`);
    }
    return folder;
  }

  /** The driver that adds a PIN pad, where one is installed: a copy for each entry, as of vpcd's. */
  #padDriver(entry: number): string | null {
    const installed = join(this.#folder, padDriver);
    if (!existsSync(installed)) return null;
    const copy = join(this.#folder, `pad-${entry}.so`);
    if (!existsSync(copy)) copyFileSync(installed, copy);
    return copy;
  }

  /** pcscd makes its socket, listens, and then changes its mode: each step is seen in the folder. */
  async #connected(process: ChildProcess): Promise<PcscdMonitor> {
    const socketPath = join(pcscdRunFolder, socketName);
    const ended = new AbortController();
    const onExit = () => ended.abort();
    process.once('exit', onExit);
    const watcher = watch(pcscdRunFolder, { signal: ended.signal });
    try {
      for (;;) {
        const changed = once(watcher, 'change', { signal: ended.signal });
        changed.catch(() => undefined);
        if (existsSync(socketPath)) {
          const monitor = await PcscdMonitor.connect(socketPath).catch(() => null);
          if (monitor !== null) return monitor;
        }
        await changed;
      }
    } catch {
      throw new Error(`pcscd did not start: ${readFileSync(join(this.#folder, 'pcscd.log'), 'utf8')}`);
    } finally {
      process.off('exit', onExit);
      watcher.close();
    }
  }
}

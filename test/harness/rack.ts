/** Virtual cards and the readers they can be put into: the hands of a test inside the namespaces. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { toHex } from '../../base/bytes.js';
import { FileCardStore } from '../virtual/cardStore.js';
import type { Hook } from '../virtual/hooks.js';
import type { Exchange } from '../virtual/transcript.js';
import { VirtualCard, type CardStatistics } from '../virtual/virtualCard.js';
import { VpcdClient } from '../virtual/vpcdClient.js';
import type { MonitoredReader } from './pcscdMonitor.js';
import type { NewCard } from './rackProtocol.js';
import { PcscdProcess, readerName, readerPort, readersOfEntry } from './pcscdProcess.js';

const loopback = '127.0.0.1';
/** pcscd's own thread looks every 400 ms. */
const longestUnseenMs = 1_000;

export interface CardDescription {
  readonly name: string;
  readonly stateFile: string;
  /** The 42 bytes of CPLC data, upper-case hex. */
  readonly cplc: string;
  /** Index of the reader it is in. */
  readonly reader: number | null;
}

interface RackedCard {
  readonly name: string;
  readonly stateFile: string;
  readonly card: VirtualCard;
  reader: number | null;
  client: VpcdClient | null;
  /** Where it was last. */
  lastReader: number | null;
  /** Hooks that acted and were not asked for yet. */
  readonly acted: Hook[];
}

export class Rack {
  readonly #folder: string;
  readonly #readers: number;
  readonly #pcscd: PcscdProcess;
  readonly #cards = new Map<string, RackedCard>();
  /** Entries of pcscd's configuration that are left out. */
  readonly #unplugged = new Set<number>();
  /** pcscd's event counter of each reader when it had read the last card that somebody waited for. */
  readonly #insertions = new Map<number, number>();
  #created = 0;
  #paused = false;

  constructor(folder: string, readers: number) {
    this.#folder = folder;
    this.#readers = readers;
    this.#pcscd = new PcscdProcess(folder, readers);
  }

  get readers(): readonly string[] {
    return Array.from({ length: this.#readers }, (_, index) => readerName(index));
  }

  get cards(): readonly CardDescription[] {
    return [...this.#cards.values()].map(describe);
  }

  /** Starts pcscd and puts the cards that lie in its readers back into them. */
  async startPcscd(): Promise<void> {
    await this.#pcscd.start(this.#unplugged);
    this.#insertions.clear();
    this.#paused = false;
    const lying = [...this.#cards.values()];
    await Promise.all(
      lying.map(async (racked) => {
        if (racked.reader === null || this.#unplugged.has(entryOf(racked.reader))) return;
        await this.#connect(racked, racked.reader, true);
      }),
    );
  }

  /** Each reader and the other one of its pair are gone for a new pcscd; cards stay in them. */
  async unplugReaders(readers: readonly number[]): Promise<void> {
    for (const reader of readers) this.#unplugged.add(entryOf(reader));
    await this.killPcscd();
    await this.startPcscd();
  }

  async plugReaders(readers: readonly number[]): Promise<void> {
    for (const reader of readers) this.#unplugged.delete(entryOf(reader));
    await this.killPcscd();
    await this.startPcscd();
  }

  async killPcscd(): Promise<void> {
    await this.#pcscd.kill();
  }

  pausePcscd(): void {
    this.#pcscd.signal('SIGSTOP');
    this.#paused = true;
  }

  resumePcscd(): void {
    this.#pcscd.signal('SIGCONT');
    this.#paused = false;
  }

  /** A blank card, or the one that `stateFile` holds. */
  createCard({ name, timing, stateFile, keys, protocol = 'T=1', memoryBytes, family }: NewCard): CardDescription {
    const own = name ?? `card-${++this.#created}`;
    if (this.#cards.has(own)) throw new Error(`there is a card ${own} already`);
    const path = stateFile ?? join(this.#folder, 'cards', `${own}.json`);
    const card = new VirtualCard(new FileCardStore(path), timing, keys, family);
    card.protocol = protocol;
    card.memoryBytes = memoryBytes ?? null;
    const racked: RackedCard = {
      name: own,
      stateFile: path,
      card,
      reader: null,
      client: null,
      lastReader: null,
      acted: [],
    };
    card.on('hook', (hook) => racked.acted.push(hook));
    this.#cards.set(own, racked);
    return describe(racked);
  }

  /** Resolves when pcscd has read the card's ATR; at once while pcscd is paused. */
  async insert(name: string, reader: number): Promise<void> {
    const racked = this.#card(name);
    if (!Number.isInteger(reader) || reader < 0 || reader >= this.#readers) throw new RangeError(`no reader ${reader}`);
    if (racked.reader !== null) throw new Error(`${name} is in reader ${racked.reader} already`);
    const other = [...this.#cards.values()].find((one) => one.reader === reader);
    if (other !== undefined) throw new Error(`${other.name} is in reader ${reader}`);
    await this.#connect(racked, reader, !this.#paused);
  }

  /** Resolves when pcscd has seen that the reader is empty; at once while pcscd is paused or away. */
  async remove(name: string): Promise<void> {
    const racked = this.#card(name);
    const { reader } = racked;
    racked.reader = null;
    await racked.client?.remove();
    if (reader !== null) await this.#untilEmpty(reader);
  }

  /** Resolves when no card of that name is in a reader any more and pcscd has seen it: after a `pull` hook. */
  async untilRemoved(name: string): Promise<void> {
    const racked = this.#card(name);
    const { lastReader, client } = racked;
    if (client !== null) await client.closed;
    if (lastReader !== null) await this.#untilEmpty(lastReader);
  }

  /** Takes a card that is in no reader out of the rack; its state file stays. */
  discard(name: string): void {
    if (this.#card(name).reader !== null) throw new Error(`${name} is in a reader`);
    this.#cards.delete(name);
  }

  arm(name: string, hooks: readonly Hook[]): void {
    this.#card(name).card.arm(hooks);
  }

  disarm(name: string): void {
    this.#card(name).card.disarm();
  }

  release(name: string): void {
    this.#card(name).card.release();
  }

  /** The next hook that acts, or acted since the last call. */
  async nextHook(name: string): Promise<Hook> {
    const racked = this.#card(name);
    const [before] = racked.acted.splice(0, 1);
    if (before !== undefined) return before;
    return new Promise((resolve) => {
      racked.card.once('hook', (hook) => {
        racked.acted.splice(racked.acted.indexOf(hook), 1);
        resolve(hook);
      });
    });
  }

  presetTries(name: string, instance: 1 | 2, tries: number, reference: 'pin' | 'puk'): void {
    this.#card(name).card.presetTries(instance, tries, reference);
  }

  exchangeInstances(name: string): void {
    this.#card(name).card.exchangeInstances();
  }

  statistics(name: string): CardStatistics {
    return this.#card(name).card.statistics();
  }

  transcript(name: string): readonly Exchange[] {
    return this.#card(name).card.transcript();
  }

  async #connect(racked: RackedCard, reader: number, awaitReader: boolean): Promise<void> {
    racked.reader = racked.lastReader = reader;
    await this.#untilEmpty(reader);
    this.#insertions.delete(reader);
    let client: VpcdClient;
    try {
      client = await VpcdClient.insert(loopback, readerPort(reader), racked.card);
    } catch (error) {
      racked.reader = null;
      throw error;
    }
    racked.client = client;
    const gone = client.closed.then((reason) => {
      racked.client = null;
      // When the reader went away, the card still lies in it and comes back with it.
      if (reason === 'pulled') racked.reader = null;
    });
    if (!awaitReader) return;
    const name = readerName(reader);
    const seen = this.#pcscd.monitor.until((all) => all.some((one) => one.name === name && one.atr.length > 0));
    await Promise.race([seen, gone]);
    const state = this.#state(reader);
    if (state?.present === true) this.#insertions.set(reader, state.eventCounter);
  }

  /**
   * A client whose call fails finds the reader empty before pcscd's own thread does; a card that is put in between would never
   * be seen by that thread, and never get power.
   */
  async #untilEmpty(reader: number): Promise<void> {
    if (!this.#pcscd.running || this.#paused) return;
    const { monitor } = this.#pcscd;
    const isEmpty = (): boolean => this.#state(reader)?.present !== true;
    const counted = (): boolean => this.#state(reader)?.eventCounter !== this.#insertions.get(reader);
    await monitor.until(isEmpty);
    const seen = monitor.until(() => isEmpty() && counted());
    await Promise.race([seen, delay(longestUnseenMs, undefined, { ref: false })]);
  }

  #state(reader: number): MonitoredReader | undefined {
    return this.#pcscd.monitor.readers.find(({ name }) => name === readerName(reader));
  }

  #card(name: string): RackedCard {
    const racked = this.#cards.get(name);
    if (racked === undefined) throw new Error(`there is no card ${name}`);
    return racked;
  }
}

function entryOf(reader: number): number {
  return Math.floor(reader / readersOfEntry);
}

function describe({ name, stateFile, card, reader }: RackedCard): CardDescription {
  return { name, stateFile, cplc: toHex(card.cplc), reader };
}

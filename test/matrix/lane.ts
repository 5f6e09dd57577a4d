/** Where jobs are tried side by side: readers, a gateway that can be stopped at a write, a line to the RA that can be spoiled. */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApiClient } from '../harness/apiClient.js';
import { FaultyRa } from '../harness/faultyRa.js';
import {
  anyClock,
  GatewayProcess,
  runGatewayCommand,
  writeSettings,
  type GatewaySettings,
} from '../harness/gatewayProcess.js';
import { startPcsc, type PcscHarness } from '../harness/pcscHarness.js';
import type { CardHandle } from '../harness/rackClient.js';
import type { ReferenceRaProcess } from '../harness/referenceRa.js';
import { stateOf } from '../harness/cardOwner.js';
import { runTool } from '../harness/runTool.js';
import { addStaff, officer } from '../harness/site.js';
import { SteadyHand } from '../harness/steadyHand.js';
import type { MatrixFamily } from './families.js';
import { RequestWatch } from './requestWatch.js';
import { SmallDisk } from './smallDisk.js';
import { storeNewsSchema, type StoreCommand } from './watchedStore.js';

const watchedGateway = fileURLToPath(new URL('./watchedGateway.js', import.meta.url));
/** A request that is slow on purpose takes longer. */
export const raTimeoutMs = 3_000;

interface StoreWatch {
  readonly writes: string[];
  readonly stopped: () => void;
}

export class Lane {
  /** Of its readers; the first is the kiosk's. */
  readonly places: readonly number[];
  readonly requests: RequestWatch;
  private readonly hand: SteadyHand;
  staff!: ApiClient;
  kiosk!: ApiClient;
  /** null: it is the machine's. */
  disk: SmallDisk | null = null;
  private gateway!: GatewayProcess;
  private readonly watches = new Map<string, StoreWatch>();
  private settingsFile = '';
  private limitMs = 30_000;
  private offMs = 0;
  private readonly strangers = new Map<string, CardHandle>();
  private counters = new Map<number, Promise<ApiClient>>();

  private constructor(
    readonly pcsc: PcscHarness,
    private readonly proxy: FaultyRa,
    readonly settings: GatewaySettings,
  ) {
    // The last pair stays plugged in when all others are not.
    this.places = pcsc.readers.slice(0, -2).map((_, index) => index);
    this.requests = new RequestWatch(proxy);
    this.hand = new SteadyHand(pcsc);
  }

  /** @param folder the lane's own @param readers even @param onSmallDisk can its disk be filled? */
  static async open(folder: string, ra: ReferenceRaProcess, readers: number, onSmallDisk = false): Promise<Lane> {
    mkdirSync(folder, { recursive: true });
    const [pcsc, proxy] = await Promise.all([startPcsc({ readers: readers + 2 }), FaultyRa.start(ra.ready)]);
    const [kioskReader = ''] = pcsc.readers;
    // Renewals set the RA's clock ahead, one fault the gateway's back.
    const limits = { timeoutMs: raTimeoutMs, clockToleranceMinutes: anyClock };
    const lane = new Lane(pcsc, proxy, {
      directory: join(folder, 'gateway'),
      pcscSocket: pcsc.socketPath,
      ras: [{ profile: 'jcic', url: proxy.ready.url, ...proxy.ready.gateway, ...limits }],
      kioskReader,
      program: { file: watchedGateway, args: [] },
    });
    lane.settingsFile = writeSettings(lane.settings);
    await addStaff(lane.settingsFile, [officer]);
    if (onSmallDisk) lane.disk = new SmallDisk(pcsc.namespacePid, join(lane.settings.directory, 'state'));
    await lane.startGateway();
    return lane;
  }

  async startGateway(): Promise<void> {
    const { disk, settings } = this;
    this.gateway = await GatewayProcess.start(disk === null ? settings : { ...settings, launcher: disk.launcher });
    this.gateway.output.on('line', (line) => this.heard(line));
    const { url } = this.gateway;
    await this.openScreens(url);
    this.limit(this.limitMs);
    this.setClock(this.offMs);
  }

  /** Everybody logs in again: a clock that was set forth has ended the sessions. */
  async logInAgain(): Promise<void> {
    this.closeScreens();
    await this.openScreens(this.gateway.url);
  }

  /** kill -9 */
  async killGateway(): Promise<void> {
    this.closeScreens();
    await this.gateway.kill();
  }

  async stopGateway(): Promise<void> {
    this.closeScreens();
    await this.gateway.stop();
    this.disk?.copyOut();
  }

  get gatewayPid(): number {
    return this.gateway.pid;
  }

  /** What it said last, for a failure. */
  get lastWords(): string {
    return this.gateway.log
      .filter((line) => !line.startsWith('{"news"'))
      .slice(-15)
      .join('\n');
  }

  /** PC/SC name of a reader. */
  readerName(place: number): string {
    return this.pcsc.readers[place] ?? '';
  }

  /** Time limit of an exchange with a card from now on. */
  limit(timeoutMs: number): void {
    this.limitMs = timeoutMs;
    this.tell({ do: 'limit', timeoutMs });
  }

  /** The gateway's clock is off by so much, from now on. */
  setClock(offMs: number): void {
    this.offMs = offMs;
    this.tell({ do: 'clock', offMs });
  }

  /** It goes with the machine's again. */
  async setClockRight(): Promise<void> {
    if (this.offMs === 0) return;
    this.setClock(0);
    await this.logInAgain();
  }

  /** @throws when a second gateway starts on the same state */
  async refuseSecondGateway(): Promise<void> {
    const second = await GatewayProcess.start(this.settings).catch((error: unknown) => String(error));
    if (typeof second === 'string') {
      if (!second.includes('in use by another process')) throw new Error(second);
    } else {
      await second.kill();
      throw new Error('a second gateway started on the same state');
    }
  }

  /** A copy of the store, taken while the gateway works with it. */
  async copyStore(): Promise<void> {
    rmSync(this.copyFile, { force: true });
    const { code, stderr } = await runTool('sqlite3', [this.databaseFile, `.backup '${this.copyFile}'`]);
    if (code !== 0) throw new Error(stderr);
  }

  /** The copy takes the place of the store of a gateway that does not run. */
  restoreStore(): void {
    for (const suffix of ['-wal', '-shm']) rmSync(`${this.databaseFile}${suffix}`, { force: true });
    copyFileSync(this.copyFile, this.databaseFile);
  }

  /** Puts the card in. */
  insert(card: CardHandle, place: number): Promise<void> {
    return this.hand.move(() => card.insert(place));
  }

  remove(card: CardHandle): Promise<void> {
    return this.hand.move(() => card.remove());
  }

  /** All readers but those of the last pair. */
  async unplug(): Promise<void> {
    await this.pcsc.unplugReaders(...this.places);
    const names = this.places.map((place) => this.readerName(place));
    await this.staff.until(() => [...this.staff.readers.values()].every(({ pcscName }) => !names.includes(pcscName)));
  }

  plug(): Promise<void> {
    return this.pcsc.plugReaders(...this.places);
  }

  /**
   * Puts a blank card of the family that is nobody's into the reader.
   * @param instead of the card with this serial number
   * @throws when anything is done to it but looking
   */
  async tryStranger(place: number, instead: string, { name: family, virtualCard }: MatrixFamily): Promise<void> {
    const own = `stranger-${family}-${place}`;
    const stranger = this.strangers.get(own) ?? (await this.pcsc.createCard({ name: own, ...virtualCard }));
    this.strangers.set(own, stranger);
    const before = JSON.stringify(stateOf(stranger));
    const name = this.readerName(place);
    await this.insert(stranger, place);
    await this.staff.until(() =>
      [...this.staff.readers.values()].some(
        ({ pcscName, card }) => pcscName === name && card?.state === 'known' && card.serial !== instead,
      ),
    );
    await this.remove(stranger);
    if (JSON.stringify(stateOf(stranger)) !== before) throw new Error('another card was changed');
  }

  private tell(command: StoreCommand): void {
    this.gateway.tell(JSON.stringify(command));
  }

  /** Counts the writes about `keys`. @returns resolves when the job is stopped at the one that was asked for */
  watchStore(
    watch: string,
    keys: readonly string[],
    stop: Extract<StoreCommand, { do: 'watch' }>['stop'],
  ): Promise<void> {
    const stopped = new Promise<void>((resolve) => this.watches.set(watch, { writes: [], stopped: resolve }));
    this.tell({ do: 'watch', watch, keys: [...keys], stop });
    return stopped;
  }

  /** @returns the names of the writes that were watched */
  release(watch: string): readonly string[] {
    this.tell({ do: 'release', watch });
    const writes = this.watches.get(watch)?.writes ?? [];
    this.watches.delete(watch);
    return writes;
  }

  /** A screen for this reader alone: a session holds one person's word at a time. The kiosk's reader has the kiosk. */
  ownScreen(place: number): Promise<ApiClient> {
    if (place === 0) return Promise.resolve(this.kiosk);
    const { name, password } = officer;
    const known = this.counters.get(place);
    if (known !== undefined) return known;
    // One after the other: the gateway holds back an officer's logins that come side by side.
    const before = Promise.allSettled([...this.counters.values()]);
    const own = before.then(() => ApiClient.staff(this.gateway.url, name, password));
    own.catch(() => this.counters.delete(place));
    this.counters.set(place, own);
    return own;
  }

  /** @throws when the chain of the audit log is broken */
  async verifyAudit(): Promise<void> {
    await runGatewayCommand(this.settingsFile, ['verify-audit'], '');
  }

  /** Everything is at the RA. */
  async delivered(): Promise<void> {
    await this.staff.until(() => this.staff.ra?.reachable === true && this.staff.ra.outbox === 0);
  }

  get databaseFile(): string {
    return join(this.settings.directory, 'state', 'gateway.db');
  }

  private get copyFile(): string {
    return `${this.databaseFile}.copy`;
  }

  async close(): Promise<void> {
    this.closeScreens();
    await this.gateway.kill();
    await this.proxy.stop();
    await this.pcsc.stop();
  }

  private async openScreens(url: string): Promise<void> {
    [this.staff, this.kiosk] = await Promise.all([
      ApiClient.staff(url, officer.name, officer.password),
      ApiClient.kiosk(url),
    ]);
  }

  private closeScreens(): void {
    this.staff.close();
    this.kiosk.close();
    for (const counter of this.counters.values()) void counter.then((client) => client.close()).catch(() => undefined);
    this.counters = new Map();
  }

  private heard(line: string): void {
    if (!line.startsWith('{"news"')) return;
    const news = storeNewsSchema.parse(JSON.parse(line));
    const watch = this.watches.get(news.watch);
    if (news.news === 'write') watch?.writes.push(news.name);
    else watch?.stopped();
  }
}

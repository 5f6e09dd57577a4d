/** Feeds systemd's watchdog with proof of progress; without proof it stays silent and systemd restarts the daemon. */
import type { ServiceManager } from './notify.js';
import type { ProgressWatch, Stuck } from '../../base/progress.js';
import { monotonicTicker, type Ticker } from '../../base/ticker.js';

export interface WatchdogOptions {
  readonly progress: ProgressWatch;
  readonly serviceManager: ServiceManager;
  /** Called when something else than before is stuck; with an empty list when all is well again. For the log. */
  readonly report: (stuck: readonly Stuck[]) => void;
  readonly ticker?: Ticker;
}

/** Between two rounds when systemd does not watch: the log still tells what is stuck. */
const unwatchedIntervalMs = 10_000;

export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #ticker: Ticker;
  readonly #intervalMs: number;
  #cancel: () => void = () => undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = true;
  #reported = '';

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#ticker = options.ticker ?? monotonicTicker;
    const { watchdogMs } = options.serviceManager;
    // Three chances within systemd's limit: one late round does not end the daemon.
    this.#intervalMs = watchdogMs === null ? unwatchedIntervalMs : watchdogMs / 3;
  }

  start(): void {
    this.#stopped = false;
    this.#schedule();
  }

  /** After this no probe runs any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#round;
  }

  #schedule(): void {
    const dueMs = this.#ticker.nowMs() + this.#intervalMs;
    this.#cancel = this.#ticker.after(this.#intervalMs, () => {
      this.#round = this.#goRound(this.#ticker.nowMs() - dueMs).then(() => {
        if (!this.#stopped) this.#schedule();
      });
    });
  }

  /** @param lagMs how late the event loop let this round begin */
  async #goRound(lagMs: number): Promise<void> {
    const stuck = [...(await this.#options.progress.examine())];
    if (lagMs > this.#intervalMs / 2) stuck.push({ source: 'eventLoop', what: 'blocked', silentMs: lagMs });
    const { serviceManager, report } = this.#options;
    if (stuck.length === 0) {
      await serviceManager.watchdog().catch((error: unknown) => {
        stuck.push({ source: 'serviceManager', what: `not told: ${String(error)}`, silentMs: 0 });
      });
    }
    if (!this.#isNews(stuck)) return;
    report(stuck);
    // Only a line of text for `systemctl status` would be lost.
    await serviceManager.status(describe(stuck)).catch(() => undefined);
  }

  #isNews(stuck: readonly Stuck[]): boolean {
    const news = stuck.map(({ source, what }) => `${source}\n${what}`).join('\n');
    if (news === this.#reported) return false;
    this.#reported = news;
    return true;
  }
}

function describe(stuck: readonly Stuck[]): string {
  if (stuck.length === 0) return 'Running';
  const told = stuck.map(({ source, what, silentMs }) => `${source} (${what}, ${Math.round(silentMs / 1000)} s)`);
  return `No progress: ${told.join('; ')}`;
}

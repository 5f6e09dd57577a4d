/** Notifies systemd's watchdog as long as the daemon makes progress. Otherwise it sends nothing, and systemd restarts the daemon. */
import type { ServiceManager } from './notify.js';
import type { ProgressWatch, Stuck } from '../../base/progress.js';
import { monotonicTicker, type Ticker } from '../../base/ticker.js';

export interface WatchdogOptions {
  readonly progress: ProgressWatch;
  readonly serviceManager: ServiceManager;
  /** Called when the list of what is stuck changes; empty when all works again. For the log. */
  readonly report: (stuck: readonly Stuck[]) => void;
  readonly ticker?: Ticker;
}

/** The interval of rounds when systemd's watchdog is off. The log still shows what is stuck. */
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
    // Three rounds within systemd's limit, so that one late round does not end the daemon.
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
        stuck.push({ source: 'serviceManager', what: `not notified: ${String(error)}`, silentMs: 0 });
      });
    }
    if (!this.#isNew(stuck)) return;
    report(stuck);
    // A failure loses only a line of `systemctl status`.
    await serviceManager.status(describe(stuck)).catch(() => undefined);
  }

  #isNew(stuck: readonly Stuck[]): boolean {
    const text = stuck.map(({ source, what }) => `${source}\n${what}`).join('\n');
    if (text === this.#reported) return false;
    this.#reported = text;
    return true;
  }
}

function describe(stuck: readonly Stuck[]): string {
  if (stuck.length === 0) return 'Running';
  const items = stuck.map(({ source, what, silentMs }) => `${source} (${what}, ${Math.round(silentMs / 1000)} s)`);
  return `No progress: ${items.join('; ')}`;
}

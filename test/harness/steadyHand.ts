/**
 * A hand that gives up after a while: vpcd may leave a thread of pcscd waiting for a card that has gone, and that reader never
 * sees a card again. A new pcscd sees what lies in its readers; other hands that are at work meanwhile lose the old one.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { PcscHarness } from './pcscHarness.js';

/** pcscd sees a card come and go in less than half a second. */
const patienceMs = 10_000;

export class SteadyHand {
  /** How often pcscd was started anew. */
  restarts = 0;
  #anew: Promise<void> | null = null;

  constructor(private readonly pcsc: Pick<PcscHarness, 'restartPcscd'>) {}

  /** @param work puts a card in, or takes one out */
  async move(work: () => Promise<void>): Promise<void> {
    const stop = new AbortController();
    const late = delay(patienceMs, 'late' as const, { signal: stop.signal }).catch(() => 'done' as const);
    const done = work().then(
      () => 'done' as const,
      (error: unknown) => {
        if (this.#anew === null) throw error;
        return 'late' as const;
      },
    );
    try {
      if ((await Promise.race([done, late])) === 'late') await this.#restart();
      done.catch(() => undefined);
    } finally {
      stop.abort();
    }
  }

  #restart(): Promise<void> {
    if (this.#anew !== null) return this.#anew;
    this.restarts += 1;
    this.#anew = this.pcsc.restartPcscd().finally(() => (this.#anew = null));
    return this.#anew;
  }
}

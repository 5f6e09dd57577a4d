import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Ticker } from '../../../base/ticker.js';

/** Time that stands still until `advance`. */
export class FakeTicker implements Ticker {
  #nowMs = 0;
  readonly #timers = new Set<{ readonly dueMs: number; readonly action: () => void }>();

  nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, action: () => void): () => void {
    const timer = { dueMs: this.#nowMs + ms, action };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Calls what falls due on the way, each at its own time, and lets what it started settle. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await nextTurn();
    for (;;) {
      const [next] = [...this.#timers].filter(({ dueMs }) => dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.action();
      await nextTurn();
    }
    this.#nowMs = endMs;
  }

  /** The event loop is blocked: time passes and nothing is called. */
  block(ms: number): void {
    this.#nowMs += ms;
  }
}

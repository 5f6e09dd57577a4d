/**
 * Limits failed attempts by key, for example wrong passwords by screen. The counts are kept in memory, because a person who can
 * restart the daemon does not need to guess. A failure is forgiven after a time, so that the mistakes of honest people over a day do
 * not add up.
 */
import type { Clock } from './clock.js';

export interface AttemptRule {
  /** The number of failures without a wait. */
  readonly free: number;
  /** The wait after the last free failure. It doubles with each further one. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** One failure is forgiven in each such time. */
  readonly forgiveMs: number;
}

interface Count {
  /** Failures less what was forgiven. */
  readonly level: number;
  /** Of the last failure. */
  readonly at: number;
}

export class AttemptLimit {
  readonly #rule: AttemptRule;
  readonly #clock: Clock;
  readonly #counts = new Map<string, Count>();

  constructor(rule: AttemptRule, clock: Clock) {
    this.#rule = rule;
    this.#clock = clock;
  }

  /** Milliseconds until the next attempt is allowed; 0: now. */
  waitMs(key: string): number {
    const count = this.#counts.get(key);
    if (count === undefined || this.hasFree(key)) return 0;
    const { free, firstWaitMs, longestWaitMs } = this.#rule;
    const pauseMs = Math.min(longestWaitMs, firstWaitMs * 2 ** (Math.ceil(count.level) - free));
    // When the clock was set back, the wait must not exceed the rule.
    return Math.min(pauseMs, Math.max(0, count.at + pauseMs - this.#clock.now()));
  }

  /** Has this key free failures left? @param underWay attempts whose outcome is not known yet, counted as failures */
  hasFree(key: string, underWay = 0): boolean {
    return Math.ceil(this.#level(key)) + underWay < this.#rule.free;
  }

  failed(key: string): void {
    for (const known of this.#counts.keys()) if (this.#level(known) === 0) this.#counts.delete(known);
    this.#counts.set(key, { level: this.#level(key) + 1, at: this.#clock.now() });
  }

  forget(key: string): void {
    this.#counts.delete(key);
  }

  #level(key: string): number {
    const count = this.#counts.get(key);
    if (count === undefined) return 0;
    const forgiven = Math.max(0, this.#clock.now() - count.at) / this.#rule.forgiveMs;
    return Math.max(0, count.level - forgiven);
  }
}

/**
 * After failed logins the next one has to wait: for the same name, and with a more patient rule for all names together. Unknown
 * names are counted like the others, so the wait does not reveal which names exist. The counts are kept in memory, because a
 * person who can restart the daemon does not need to guess passwords.
 */
import type { Clock } from '../../base/clock.js';

interface Rule {
  /** The number of failures without a wait. */
  readonly free: number;
  readonly longestMs: number;
  /** Failures are forgotten this long after the last one. */
  readonly forgetMs: number;
}

interface Count {
  failures: number;
  lastAt: number;
}

const perName: Rule = { free: 3, longestMs: 5 * 60_000, forgetMs: 30 * 60_000 };
const overall: Rule = { free: 20, longestMs: 30_000, forgetMs: 10 * 60_000 };
/** The number of names that are remembered. The rule for all names covers the others. */
const MAX_NAMES = 1_000;

/** One second after the last free failure; it doubles with each further one. */
function waitMs(count: Count | undefined, rule: Rule, now: number): number {
  if (count === undefined || count.failures < rule.free) return 0;
  const pause = Math.min(rule.longestMs, 1_000 * 2 ** (count.failures - rule.free));
  // When the clock was set back, the wait must not exceed the rule.
  return Math.min(pause, Math.max(0, count.lastAt + pause - now));
}

function isForgotten(count: Count, rule: Rule, now: number): boolean {
  return now - count.lastAt >= rule.forgetMs;
}

export class LoginThrottle {
  readonly #clock: Clock;
  readonly #names = new Map<string, Count>();
  readonly #all: Count = { failures: 0, lastAt: 0 };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until this name may be tried; 0: now. */
  waitMs(name: string): number {
    const now = this.#clock.now();
    this.#forget(now);
    return Math.max(waitMs(this.#names.get(name), perName, now), waitMs(this.#all, overall, now));
  }

  failed(name: string): void {
    const now = this.#clock.now();
    this.#forget(now);
    const count = this.#names.get(name) ?? { failures: 0, lastAt: now };
    if (this.#names.has(name) || this.#names.size < MAX_NAMES) this.#names.set(name, count);
    for (const one of [count, this.#all]) {
      one.failures += 1;
      one.lastAt = now;
    }
  }

  succeeded(name: string): void {
    this.#names.delete(name);
  }

  #forget(now: number): void {
    for (const [name, count] of this.#names) if (isForgotten(count, perName, now)) this.#names.delete(name);
    if (isForgotten(this.#all, overall, now)) this.#all.failures = 0;
  }
}

/**
 * Failed logins make the next one wait: for the same name, and, more patiently, for all names together. Names nobody has
 * are counted like the others, so waiting tells nothing about them. Kept in memory: who can restart the daemon has no
 * need to guess.
 */
import type { Clock } from '../../base/clock.js';

interface Rule {
  /** Failures without any wait. */
  readonly free: number;
  readonly longestMs: number;
  /** So long after the last failure, all is forgotten. */
  readonly forgetMs: number;
}

interface Count {
  failures: number;
  lastAt: number;
}

const perName: Rule = { free: 3, longestMs: 5 * 60_000, forgetMs: 30 * 60_000 };
const overall: Rule = { free: 20, longestMs: 30_000, forgetMs: 10 * 60_000 };
/** More names than that are not remembered; the rule for all names holds meanwhile. */
const MAX_NAMES = 1_000;

/** One second after the last free failure, then twice as long after each. */
function waitMs(count: Count | undefined, rule: Rule, now: number): number {
  if (count === undefined || count.failures < rule.free) return 0;
  const pause = Math.min(rule.longestMs, 1_000 * 2 ** (count.failures - rule.free));
  // A clock set back must not make the wait longer than the rule says.
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

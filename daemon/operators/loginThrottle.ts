/**
 * After failed logins the next one has to wait. The limits are those of a screen, so that wrong logins at one screen keep nobody out at
 * another one: whoever is attacked has the free tries of an account at every screen that did nothing wrong. Unknown names are counted
 * like the others, so the wait does not reveal which names exist.
 */
import { AttemptLimit, type AttemptRule } from '../../base/attemptLimit.js';
import type { Clock } from '../../base/clock.js';

const minuteMs = 60_000;

/** One account at one screen. */
const ofPair: AttemptRule = { free: 3, firstWaitMs: 1_000, longestWaitMs: 5 * minuteMs, forgiveMs: 30 * minuteMs };
/** All accounts at one screen. */
const ofScreen: AttemptRule = { free: 20, firstWaitMs: 1_000, longestWaitMs: minuteMs / 2, forgiveMs: minuteMs };
/** One account at all screens where its free tries were used up: many screens guess no faster than one. */
const ofAccount: AttemptRule = { free: 9, firstWaitMs: 1_000, longestWaitMs: 5 * minuteMs, forgiveMs: 30 * minuteMs };

/** Who is tried, and where. */
export interface LoginAttempt {
  /** The name as typed, in lower case. */
  readonly name: string;
  readonly screenId: string;
}

const pairOf = ({ name, screenId }: LoginAttempt): string => JSON.stringify([screenId, name]);

export class LoginThrottle {
  readonly #pairs: AttemptLimit;
  readonly #screens: AttemptLimit;
  readonly #accounts: AttemptLimit;

  constructor(clock: Clock) {
    this.#pairs = new AttemptLimit(ofPair, clock);
    this.#screens = new AttemptLimit(ofScreen, clock);
    this.#accounts = new AttemptLimit(ofAccount, clock);
  }

  /** Milliseconds until this may be tried; 0: now. */
  waitMs(attempt: LoginAttempt): number {
    const pair = pairOf(attempt);
    const ofAll = this.#pairs.hasFree(pair) ? 0 : this.#accounts.waitMs(attempt.name);
    return Math.max(this.#pairs.waitMs(pair), this.#screens.waitMs(attempt.screenId), ofAll);
  }

  failed(attempt: LoginAttempt): void {
    this.#pairs.failed(pairOf(attempt));
    this.#screens.failed(attempt.screenId);
    this.#accounts.failed(attempt.name);
  }

  /** The screen's count stays: whoever has an account of his own could clear it between two guesses of another one's. */
  succeeded(attempt: LoginAttempt): void {
    this.#pairs.forget(pairOf(attempt));
  }
}

/**
 * Limits wrong website passwords at one screen. The RA suspends an account after three; without this limit whoever stands at one screen
 * could have many accounts suspended in seconds. Other screens are not concerned.
 */
import { AttemptLimit, type AttemptRule } from '../../base/attemptLimit.js';
import type { Clock } from '../../base/clock.js';
import { Failure } from '../contract/failures/failure.js';

/** In the long run twelve an hour, which the mistakes of honest visitors do not reach. */
const rule: AttemptRule = { free: 6, firstWaitMs: 15_000, longestWaitMs: 5 * 60_000, forgiveMs: 5 * 60_000 };

/** The wrong password that uses up an account's tries is answered with the suspension. */
const wrongCodes: ReadonlySet<string> = new Set(['ra.refused.passwordWrong', 'ra.refused.accountSuspended']);

export class WebsitePasswordLimit {
  readonly #limit: AttemptLimit;
  /** How many passwords of each screen the RA is judging now. */
  readonly #underWay = new Map<string, number>();

  constructor(clock: Clock) {
    this.#limit = new AttemptLimit(rule, clock);
  }

  /**
   * Lets the RA judge a password. Those under way count as wrong ones, so that many at once do not get past the limit.
   * @param judge throws a classified failure
   * @throws {Failure} `subscriber.password.throttled`, and what `judge` throws
   */
  async attempt<T>(screenId: string, judge: () => Promise<T>): Promise<T> {
    const underWay = this.#underWay.get(screenId) ?? 0;
    const isFull = underWay > 0 && !this.#limit.hasFree(screenId, underWay);
    const waitMs = isFull ? rule.firstWaitMs : this.#limit.waitMs(screenId);
    if (waitMs > 0) {
      throw new Failure('subscriber.password.throttled', { retryAfterSeconds: Math.ceil(waitMs / 1_000) });
    }
    this.#underWay.set(screenId, underWay + 1);
    try {
      return await judge();
    } catch (error) {
      if (error instanceof Failure && wrongCodes.has(error.code)) this.#limit.failed(screenId);
      throw error;
    } finally {
      const left = (this.#underWay.get(screenId) ?? 1) - 1;
      if (left === 0) this.#underWay.delete(screenId);
      else this.#underWay.set(screenId, left);
    }
  }
}

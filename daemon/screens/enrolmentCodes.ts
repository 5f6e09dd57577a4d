/** One-time codes with which a maintainer lets a new screen in. In memory: a restart ends them. */
import { createHash, randomInt } from 'node:crypto';
import type { Ticker } from '../../base/ticker.js';
import type { Place } from '../contract/messages.js';

export interface CodeOrder {
  readonly place: Place;
  readonly name: string;
  /** Who vouches for the screen: a maintainer's account, or `shell`. */
  readonly by: string;
}

interface OpenCode extends CodeOrder {
  /** Milliseconds of the ticker. */
  readonly until: number;
}

export const codeLifeMs = 10 * 60_000;

/** Crockford's base 32: no I, L, O, U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 10;
/** More open ones than that means that nobody uses them: the oldest ends. */
const mostOpen = 16;

/** As a person may have typed it. */
function normalised(code: string): string {
  return code.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}

const hashOf = (code: string): string => createHash('sha256').update(normalised(code)).digest('hex');

export class EnrolmentCodes {
  readonly #open = new Map<string, OpenCode>();

  /** @param ticker of the monotonic clock: a clock that is set back lengthens no code's life */
  constructor(private readonly ticker: Ticker) {}

  /** @returns the code, 50 random bits, e.g. `7K3QX-9M2PD` */
  make(order: CodeOrder): string {
    const signs = Array.from({ length: codeLength }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
    const [oldest] = this.#open.keys();
    if (this.#open.size >= mostOpen && oldest !== undefined) this.#open.delete(oldest);
    this.#open.set(hashOf(signs), { ...order, until: this.ticker.nowMs() + codeLifeMs });
    return `${signs.slice(0, 5)}-${signs.slice(5)}`;
  }

  /** Whoever vouched for these screens may no longer do so. */
  dropOf(by: string): void {
    for (const [hash, order] of this.#open) if (order.by === by) this.#open.delete(hash);
  }

  /** Uses the code up. @returns null when there is no such code, or it is no longer valid */
  take(code: string): CodeOrder | null {
    const hash = hashOf(code);
    const found = this.#open.get(hash);
    this.#open.delete(hash);
    return found === undefined || found.until <= this.ticker.nowMs() ? null : found;
  }
}

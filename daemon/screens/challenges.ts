/**
 * Challenges that screens sign. Each carries its own time and a MAC, so that asking for many costs no memory; the ones that
 * were signed are kept until they are over, so that none is good twice.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Ticker } from '../../base/ticker.js';

const lifeMs = 60_000;
const timeBytes = 8;
const randomLength = 16;
const macBytes = 32;

export class Challenges {
  readonly #key = randomBytes(32);
  /** Used ones and when they end. */
  readonly #used = new Map<string, number>();

  constructor(private readonly ticker: Ticker) {}

  /** @returns base64url, good for a minute */
  make(): string {
    const body = Buffer.alloc(timeBytes + randomLength);
    body.writeBigUInt64BE(BigInt(Math.trunc(this.ticker.nowMs())));
    randomBytes(randomLength).copy(body, timeBytes);
    return Buffer.concat([body, this.#mac(body)]).toString('base64url');
  }

  /** Is it one of ours, in its time, and not used? */
  isOpen(nonce: string): boolean {
    const bytes = Buffer.from(nonce, 'base64url');
    if (bytes.length !== timeBytes + randomLength + macBytes || bytes.toString('base64url') !== nonce) return false;
    const body = bytes.subarray(0, -macBytes);
    if (!timingSafeEqual(bytes.subarray(-macBytes), this.#mac(body))) return false;
    return this.ticker.nowMs() < this.#endOf(nonce) && !this.#used.has(nonce);
  }

  /** It was signed by a screen that is enrolled. */
  use(nonce: string): void {
    const now = this.ticker.nowMs();
    for (const [other, end] of this.#used) if (end <= now) this.#used.delete(other);
    this.#used.set(nonce, this.#endOf(nonce));
  }

  #endOf(nonce: string): number {
    return Number(Buffer.from(nonce, 'base64url').readBigUInt64BE()) + lifeMs;
  }

  #mac(body: Uint8Array): Buffer {
    return createHmac('sha256', this.#key).update(body).digest();
  }
}

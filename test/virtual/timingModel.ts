/** The durations of a real card, measured on a JCOP4 J3R180 with a fast T=1 reader. */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChipWork } from './application.js';
import type { CommandApdu } from './apdu.js';

/** How long a card takes. */
export interface TimingModel {
  /** Time of one exchange without computation, in ms. */
  exchangeMs(command: CommandApdu): number;
  /** Time of a computation on the chip, in ms. */
  computeMs(work: ChipWork): number;
}

export type TimingName = 'none' | 'j3r180';

export interface TimingOptions {
  readonly model: TimingName;
  /** Equal seeds give equal durations. */
  readonly seed?: string;
  /** Factor for every duration; 1 is the real card. */
  readonly scale?: number;
}

const withoutLatency: TimingModel = { exchangeMs: () => 0, computeMs: () => 0 };

const j3r180 = {
  exchange: { leastMs: 13, mostMs: 18, bytesOfMost: 512 },
  rsa2048: { leastMs: 600, meanMs: 5_200, mostMs: 17_300 },
  p256: { leastMs: 27, mostMs: 200 },
} as const;

/** Uniformly distributed numbers in [0, 1) from a seed (mulberry32). */
function seededRandom(seed: string): () => number {
  let state = createHash('sha256').update(seed).digest().readUInt32LE();
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class J3r180Timing implements TimingModel {
  readonly #random: () => number;
  readonly #scale: number;

  constructor(seed: string, scale: number) {
    this.#random = seededRandom(seed);
    this.#scale = scale;
  }

  exchangeMs(command: CommandApdu): number {
    const { leastMs, mostMs, bytesOfMost } = j3r180.exchange;
    const bytes = Math.min(command.data.length + Math.min(command.expectedLength ?? 0, 256), bytesOfMost);
    return this.#scale * (leastMs + ((mostMs - leastMs) * bytes) / bytesOfMost);
  }

  computeMs(work: ChipWork): number {
    switch (work) {
      case 'generateRsa2048': {
        // The search for each of two primes has an exponential distribution; their sum is a gamma distribution of shape 2.
        const { leastMs, meanMs, mostMs } = j3r180.rsa2048;
        const searchMs = (meanMs - leastMs) / 2;
        const primeMs = () => -searchMs * Math.log(1 - this.#random());
        return this.#scale * Math.min(leastMs + primeMs() + primeMs(), mostMs);
      }
      case 'generateP256': {
        const { leastMs, mostMs } = j3r180.p256;
        return this.#scale * (leastMs + (mostMs - leastMs) * this.#random());
      }
    }
  }
}

/** The model that the options name. */
export function timingModel(options: TimingOptions): TimingModel {
  switch (options.model) {
    case 'none':
      return withoutLatency;
    case 'j3r180':
      return new J3r180Timing(options.seed ?? 'j3r180', options.scale ?? 1);
  }
}

/** Waits as the chip works. Rejects with the reason of `power` when it is aborted. */
export async function wait(durationMs: number, power: AbortSignal): Promise<void> {
  if (durationMs <= 0) return;
  try {
    await delay(durationMs, undefined, { signal: power });
  } catch (error) {
    power.throwIfAborted();
    throw error;
  }
}

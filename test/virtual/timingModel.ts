/** How long a real card takes. The numbers are those measured on JCOP4 J3R180 with a fast T=1 reader. */
import { createHash } from 'node:crypto';
import type { ChipWork } from './application.js';
import type { CommandApdu } from './apdu.js';

export interface TimingModel {
  /** Exchange of one command and its response on the contacts, ms. */
  exchangeMs(command: CommandApdu): number;
  /** Computing on the chip, ms. */
  computeMs(work: ChipWork): number;
}

export type TimingName = 'none' | 'j3r180';

export interface TimingOptions {
  readonly model: TimingName;
  /** Equal seeds give equal durations. */
  readonly seed?: string;
  /** Every duration is multiplied by it; 1 is the real card. */
  readonly scale?: number;
}

const withoutLatency: TimingModel = { exchangeMs: () => 0, computeMs: () => 0 };

const j3r180 = {
  exchange: { leastMs: 13, mostMs: 18, bytesOfMost: 512 },
  rsa2048: { leastMs: 600, meanMs: 5_200, mostMs: 17_300 },
  p256: { leastMs: 27, mostMs: 200 },
} as const;

/** Even numbers in [0, 1) from a seed (mulberry32). */
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
        // Two primes, each found after an exponentially distributed search: a gamma distribution of shape 2.
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

export function timingModel(options: TimingOptions): TimingModel {
  switch (options.model) {
    case 'none':
      return withoutLatency;
    case 'j3r180':
      return new J3r180Timing(options.seed ?? 'j3r180', options.scale ?? 1);
  }
}

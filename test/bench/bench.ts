import type { Row } from './row.js';

/** One measurement, which may give several rows. */
export interface Bench {
  /** Names of the rows it gives. */
  readonly rows: readonly string[];
  /**
   * Measures and cleans up behind itself.
   * @param runs how often; where there is a peer, ours and the peer take turns
   * @param folder its own, empty
   * @throws when something could not be measured, or the work under measurement failed
   */
  run(runs: number, folder: string): Promise<readonly Row[]>;
}

export interface Timed<T> {
  readonly value: T;
  readonly ms: number;
}

export async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const startedMs = performance.now();
  const value = await work();
  return { value, ms: performance.now() - startedMs };
}

/** Adds up the time of several pieces of work; what happens between them does not count. */
export class Stopwatch {
  #ms = 0;

  get ms(): number {
    return this.#ms;
  }

  async time<T>(work: () => Promise<T>): Promise<T> {
    const { value, ms } = await timed(work);
    this.#ms += ms;
    return value;
  }
}

/** Time for limits and intervals: it never jumps when the machine's clock is set. Tests move their own. */
export interface Ticker {
  /** Milliseconds since some moment. */
  nowMs(): number;
  /** Calls `action` once after `ms`. @returns cancel */
  after(ms: number, action: () => void): () => void;
}

/** CLOCK_MONOTONIC. A pending call does not keep the process alive. */
export const monotonicTicker: Ticker = {
  nowMs: () => performance.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms).unref();
    return () => clearTimeout(timer);
  },
};

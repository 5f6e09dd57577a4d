/** Monotonic time for time limits and intervals: setting the machine's clock does not change it. Tests pass a ticker of their own. */
export interface Ticker {
  /** Milliseconds since an unspecified start; only differences have a meaning. */
  nowMs(): number;
  /** Calls `action` once after `ms` milliseconds. @returns a function that cancels the call */
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

/** Repeats an action that failed, after a pause. The only place that knows the library. */
import pRetry from 'p-retry';

export interface Retries {
  /** Pause after the first failure in ms. */
  readonly pauseMs: number;
  /** The pause doubles with each failure up to this. Default: it stays the same. */
  readonly longestPauseMs?: number;
  /** How often the action runs at most. Default: until it succeeds. */
  readonly attempts?: number;
  /** Ends the pause, and with it the repetition. The action that runs is not interrupted, and its result is kept. */
  readonly signal?: AbortSignal;
  /** Does the pause keep the process alive? Default: yes. */
  readonly keepsProcess?: boolean;
  /** Does the action run again after this error? Default: after each. */
  readonly isPassing?: (error: unknown) => boolean;
  /** Called for each failure before the pause. */
  readonly failed?: (error: unknown) => void;
}

/** Carries any thrown value through the library, which gives up at a TypeError and takes nothing but errors. */
class FailedAttempt extends Error {
  constructor(readonly reason: unknown) {
    super('an attempt failed');
  }
}

/**
 * Runs the action, and again after a pause for as long as it fails. The first attempt is made even when the signal has aborted, and begins
 * before this function returns.
 * @throws what the last attempt threw @throws {DOMException} AbortError when the signal aborts before the next attempt
 */
export async function retry<T>(action: () => Promise<T>, retries: Retries): Promise<T> {
  const { pauseMs, longestPauseMs = pauseMs, attempts = Infinity, keepsProcess = true, signal } = retries;
  if (signal?.aborted === true) return action();
  const succeeded: { readonly value: T }[] = [];
  const attempt = async (): Promise<T> => {
    try {
      const value = await action();
      succeeded.push({ value });
      return value;
    } catch (error) {
      throw new FailedAttempt(error);
    }
  };
  try {
    return await pRetry(attempt, {
      retries: attempts - 1,
      minTimeout: pauseMs,
      maxTimeout: longestPauseMs,
      unref: !keepsProcess,
      ...(signal !== undefined && { signal }),
      onFailedAttempt: ({ error }) => {
        if (error instanceof FailedAttempt) retries.failed?.(error.reason);
      },
      shouldRetry: ({ error }) =>
        error instanceof FailedAttempt && (retries.isPassing === undefined || retries.isPassing(error.reason)),
    });
  } catch (error) {
    // The library throws the reason of an abort also when the action has succeeded meanwhile.
    const [success] = succeeded;
    if (success !== undefined) return success.value;
    throw error instanceof FailedAttempt ? error.reason : error;
  }
}

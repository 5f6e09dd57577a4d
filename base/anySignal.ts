/** One signal for several, for a while. */

/**
 * Runs `work` with a signal that aborts with the first of `signals`. Afterwards they know nothing of it: of what `AbortSignal.any` made,
 * each signal keeps a reference for as long as it lives, and some live as long as the process.
 */
export async function withAnySignal<T>(
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = ({ target }: Pick<Event, 'target'>): void =>
    controller.abort(target instanceof AbortSignal ? target.reason : undefined);
  for (const signal of signals) {
    if (signal.aborted) abort({ target: signal });
    else signal.addEventListener('abort', abort);
  }
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', abort);
  }
}

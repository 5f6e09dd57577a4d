/** Waits for what no event tells. */
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again and again. @returns the first answer that is neither nothing nor false
 * @throws {Error} there was none within the limit
 */
export async function until<T>(
  ask: () => Promise<T | null | undefined | false>,
  { limitMs = 60_000, everyMs = 100 }: { readonly limitMs?: number; readonly everyMs?: number } = {},
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`not so within ${limitMs / 1_000} s: ${ask.toString()}`);
    await pause(everyMs);
  }
}

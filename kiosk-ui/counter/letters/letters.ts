/** Which letters come first. Pure. */
import type { WireLetter } from '../../../daemon/contract/messages.js';

/** Does somebody have to print it? */
export function isOutstanding({ delivery, printed }: WireLetter): boolean {
  return delivery === 'print' && printed === 0;
}

/** What waits for the printer first, the oldest at the top; then the others, the newest at the top. */
export function lettersInOrder(letters: readonly WireLetter[]): readonly WireLetter[] {
  const byAge = letters.toSorted((a, b) => a.madeAt.localeCompare(b.madeAt));
  return [...byAge.filter(isOutstanding), ...byAge.filter((letter) => !isOutstanding(letter)).reverse()];
}

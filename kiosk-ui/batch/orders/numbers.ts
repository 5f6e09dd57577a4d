/** Numbers of cards as people type them: `3, 7-9`. Pure. */

const most = 500;

/** @returns null: none were typed, all are meant; `bad`: not such a list, or too many */
export function numbersOf(text: string): number[] | null | 'bad' {
  const parts = text
    .normalize('NFKC')
    .split(/[,、，\s]+/)
    .filter((part) => part !== '');
  if (parts.length === 0) return null;
  const numbers = new Set<number>();
  for (const part of parts) {
    const [, from, to = from] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part) ?? [];
    const [low, high] = [Number(from), Number(to)];
    if (!(low >= 1 && high >= low && high - low < most)) return 'bad';
    for (let number = low; number <= high; number += 1) numbers.add(number);
  }
  return numbers.size > most ? 'bad' : [...numbers].sort((a, b) => a - b);
}

/** As `numbersOf` reads it. @param numbers ascending */
export function rangesOf(numbers: readonly number[]): string {
  const ranges: { readonly from: number; to: number }[] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last?.to === number - 1) last.to = number;
    else ranges.push({ from: number, to: number });
  }
  return ranges.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
}

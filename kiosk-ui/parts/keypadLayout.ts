/** Which keys lie where. Pure. Every page has four rows, so that the pages change in place. */
export type KeyPage = 'digits' | 'letters' | 'symbols' | 'hex';

const digitKeys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '-', '0', '.'];
const letterKeys = Array.from('abcdefghijklmnopqrstuvwxyz@_');
/** Serial numbers: four rows of four. */
const hexKeys = Array.from('123A456B789C0DEF');
const symbolKeys = Array.from('!"#$%&\'()*+,/:;<=>?[\\]^`{|}~');

export const columns: Readonly<Record<KeyPage, number>> = { digits: 3, letters: 7, symbols: 7, hex: 4 };

/** The page's keys in reading order; null keeps a place empty where the rule does not allow the character. */
export function keysOf(
  page: KeyPage,
  options: { capital: boolean; digits: readonly string[]; allowed: (character: string) => boolean },
): readonly (string | null)[] {
  const keep = (key: string) => (options.allowed(key) ? key : null);
  switch (page) {
    case 'digits': {
      let digit = 0;
      return digitKeys.map((key) => keep(/\d/.test(key) ? (options.digits[digit++] ?? key) : key));
    }
    case 'letters':
      return letterKeys.map((key) => keep(options.capital ? key.toUpperCase() : key));
    case 'symbols':
      return symbolKeys.map(keep);
    case 'hex':
      return hexKeys.map(keep);
  }
}

type TextPage = Exclude<KeyPage, 'hex'>;

/** The pages of text that hold at least one allowed character. */
export function pagesFor(allowed: (character: string) => boolean): readonly TextPage[] {
  const used: Readonly<Record<TextPage, readonly string[]>> = {
    digits: digitKeys,
    letters: [...letterKeys, ...letterKeys.map((key) => key.toUpperCase())],
    symbols: symbolKeys,
  };
  return (['digits', 'letters', 'symbols'] as const).filter((page) => used[page].some(allowed));
}

export const digitsInOrder: readonly string[] = Array.from('1234567890');

/** @param random gives whole numbers below its argument, all equally likely */
export function shuffled(digits: readonly string[], random: (below: number) => number): readonly string[] {
  const result = [...digits];
  for (let last = result.length - 1; last > 0; last--) {
    const pick = random(last + 1);
    [result[last], result[pick]] = [result[pick] ?? '', result[last] ?? ''];
  }
  return result;
}

/** Unbiased, from the browser's generator. */
export function secureRandom(below: number): number {
  const limit = 256 - (256 % below);
  const bytes = new Uint8Array(1);
  do crypto.getRandomValues(bytes);
  while ((bytes[0] ?? 0) >= limit);
  return (bytes[0] ?? 0) % below;
}

/**
 * A small measure of how guessable a password is: the number of its characters that do not follow from those before. The name of the
 * account, a common word, a walk along the keyboard, a repetition and a sequence count as one character each. It is no estimate of
 * entropy; it refuses what a guesser tries first.
 */

/** So many characters must not follow from others, and so many must be different. */
const LEAST = { surprising: 8, different: 5 };

/** Words that the lists of leaked passwords are full of, and this product's own. In lower case. */
const commonWords = [
  ...['password', 'passw0rd', 'p@ssword', 'p@ssw0rd', 'passwd', 'secret', 'letmein', 'welcome', 'iloveyou', 'changeme'],
  ...['administrator', 'admin', 'login', 'master', 'monkey', 'dragon', 'sunshine', 'princess', 'football', 'baseball'],
  ...['superman', 'batman', 'trustno1', 'shadow', 'michael', 'charlie', 'starwars', 'whatever', 'freedom', 'hello'],
  ...['qwerty', 'asdf', 'zxcv', 'default', 'gateway', 'woaini', 'taiwan', 'taipei', '5201314', '密碼', '您好'],
];

/** Neighbours on the keyboard, read in both directions. */
const keyboardRows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1qaz2wsx3edc4rfv5tgb6yhn7ujm'];

/** The shortest part of a keyboard row, or of the password so far, that counts as one. */
const SHORTEST = 3;

const codesOf = (text: string): readonly number[] => Array.from(text, (sign) => sign.codePointAt(0) ?? 0);
const words = commonWords.map(codesOf);
const rows = keyboardRows.map(codesOf).flatMap((row) => [row, [...row].reverse()]);

/**
 * @param codes code points of the password; the caller zeroes them
 * @param name of the account
 */
export function isGuessable(codes: readonly number[], name: string): boolean {
  const lower = codes.map(lowerCase);
  try {
    const known = [codesOf(name.toLowerCase()), ...words];
    let surprising = 0;
    for (let at = 0; at < lower.length;) {
      const length = foreseen(lower, at, known);
      if (length > 0 || !continues(lower, at)) surprising += 1;
      at += Math.max(1, length);
    }
    return surprising < LEAST.surprising || new Set(lower).size < LEAST.different;
  } finally {
    lower.fill(0);
  }
}

/** ASCII only: it makes no string of the password. */
function lowerCase(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

/** The length of a word, a walk on the keyboard or a repetition that begins at this place; 0: none does. */
function foreseen(codes: readonly number[], at: number, known: readonly (readonly number[])[]): number {
  const word = known.filter((one) => one.length > 1 && common(codes, at, one, 0) === one.length);
  const lengths = word.map((one) => one.length);
  for (const row of rows) {
    for (let from = 0; from <= row.length - SHORTEST; from++) lengths.push(common(codes, at, row, from));
  }
  for (let from = 0; from < at; from++) lengths.push(common(codes, at, codes, from));
  const longest = Math.max(0, ...lengths);
  return longest >= SHORTEST || word.length > 0 ? longest : 0;
}

/** How many of `codes` from `at` are those of `other` from `from`. */
function common(codes: readonly number[], at: number, other: readonly number[], from: number): number {
  let length = 0;
  while (at + length < codes.length && codes[at + length] === other[from + length]) length += 1;
  return length;
}

/** Are the last two steps of at most one, as in `aaa`, `123`, `cba` and `aabb`? */
function continues(codes: readonly number[], at: number): boolean {
  const [first, second, third] = [codes[at - 2], codes[at - 1], codes[at]];
  if (first === undefined || second === undefined || third === undefined) return false;
  return Math.abs(third - second) <= 1 && Math.abs(second - first) <= 1;
}

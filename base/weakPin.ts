/**
 * What makes a new PIN easy to guess. Whoever finds a card tries these first, and a card gives three tries. The daemon judges with it,
 * and the screens use it to say so while the person types, so it needs nothing but the language. It reads single characters and never
 * copies the PIN. Letters count the same in both cases.
 */

/** `repeats`: a short group again and again. `run`: characters in order, of the alphabet or of a keyboard. `personal`: their own data. */
export type PinWeakness = 'repeats' | 'run' | 'common' | 'personal';

/** Which weak PINs an RA refuses. */
export interface WeakPinPolicy {
  /** Repetitions and runs. */
  readonly patterns: boolean;
  /** What is known of the person and of the card. */
  readonly personal: boolean;
  /** Words that are refused, alone or with up to four digits behind them. */
  readonly common: readonly string[];
}

/** What is known of the person who chooses, and of the card. */
export interface PersonFacts {
  /** 身分證號, 用戶識別名稱, account, card number… */
  readonly identifiers: readonly string[];
  /** `YYYY-MM-DD`; null: not known. */
  readonly birthDate: string | null;
}

/** Character codes: the bytes of a secret, or those of a text. */
type Codes = ArrayLike<number>;

/** A part of the PIN, with letters in lower case. */
interface Part {
  readonly length: number;
  readonly at: (index: number) => number;
}

/** Keys beside each other: rows and columns of a keyboard, and the columns, diagonals and rims of a keypad. Digits in order are runs. */
const keyLines = [
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
  '147258369',
  '741852963',
  '1590',
  '3570',
  '2580',
].map((line) => partOf(codesOf(line)));

const longestGroup = 4;
/** The shortest part that counts as a run of its own. */
const shortestRun = 3;
/** The shortest text of a person's data that makes a PIN weak by standing in it. */
const shortestOwn = 6;
const mostDigitsBehind = 4;

/** @returns the first reason why the PIN is weak, or null */
export function weaknessOf(pin: Codes, policy: WeakPinPolicy, person: PersonFacts): PinWeakness | null {
  const whole = partOf(pin);
  return (
    (policy.patterns ? patternOf(whole) : null) ??
    (policy.common.some((word) => isCommon(whole, word)) ? 'common' : null) ??
    (policy.personal && ownData(person).some((text) => isOwn(whole, text)) ? 'personal' : null)
  );
}

/** The character codes of a text, for `weaknessOf`. */
export function codesOf(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

/** One more character at an end makes a run no harder to guess. */
function patternOf(whole: Part): PinWeakness | null {
  if (distinct(whole) <= 2) return 'repeats';
  if (nearlyWhole(whole).some(repeats)) return 'repeats';
  return nearlyWhole(whole).some(isLine) || isLines(whole) || isInterleaved(whole) ? 'run' : null;
}

/** The part and, where that is long enough to say something, the part without its first or its last character. */
function nearlyWhole(part: Part): readonly Part[] {
  const { length } = part;
  return length <= shortestRun + 1 ? [part] : [part, cut(part, 1, length), cut(part, 0, length - 1)];
}

function distinct(part: Part): number {
  return new Set(Array.from({ length: part.length }, (_, index) => part.at(index))).size;
}

/** `121212`, `123123`, `abcdabcda`. */
function repeats(part: Part): boolean {
  for (let group = 1; group <= longestGroup && group * 2 <= part.length; group++) {
    if (every(part, group, (code, index) => code === part.at(index - group))) return true;
  }
  return false;
}

/** `1234`, `9753`, `0000`, `qwer`: of equal steps, or along the keys. */
function isLine(part: Part): boolean {
  if (part.length < shortestRun) return false;
  const step = stepAt(part, 1);
  if (step !== null && Math.abs(step) <= 2 && every(part, 2, (_code, index) => stepAt(part, index) === step))
    return true;
  return keyLines.some((line) => stands(part, line) || stands(reversed(part), line));
}

/** From the character before to this one; after 9 comes 0. null: a digit beside a letter. */
function stepAt(part: Part, index: number): number | null {
  const [before, here] = [part.at(index - 1), part.at(index)];
  if (isDigit(before) !== isDigit(here)) return null;
  const step = here - before;
  if (!isDigit(here)) return step;
  return ((step + 15) % 10) - 5;
}

/** `abc123`, `111222333`: nothing but lines one after the other. */
function isLines(part: Part): boolean {
  const ends = [true];
  for (let end = 1; end <= part.length; end++) {
    ends[end] = ends.some((isEnd, start) => isEnd && start < end && isLine(cut(part, start, end)));
  }
  return ends[part.length] === true;
}

/** `112233`, `1a2b3c`, `010203`: two lines, one character of each in turn. */
function isInterleaved(part: Part): boolean {
  return isLine(everySecond(part, 0)) && isLine(everySecond(part, 1));
}

function isCommon(pin: Part, word: string): boolean {
  const known = partOf(codesOf(word));
  const behind = pin.length - known.length;
  if (behind < 0 || behind > mostDigitsBehind || known.length === 0) return false;
  return (
    every(known, 0, (code, index) => pin.at(index) === code) &&
    every(cut(pin, known.length, pin.length), 0, (code) => isDigit(code))
  );
}

/** Is the PIN a part of the data, in either direction, or do the data stand in it? */
function isOwn(pin: Part, text: string): boolean {
  const own = partOf(codesOf(text));
  if (nearlyWhole(pin).some((part) => stands(part, own) || stands(reversed(part), own))) return true;
  return own.length >= shortestOwn && (stands(own, pin) || stands(reversed(own), pin));
}

/** Each identifier without its separators, and its digits alone; the birth date as people write it. */
function ownData({ identifiers, birthDate }: PersonFacts): readonly string[] {
  const plain = identifiers.flatMap((text) => [text.replaceAll(/[^0-9A-Za-z]/g, ''), text.replaceAll(/\D/g, '')]);
  return [...plain.filter((text) => text.length > shortestRun), ...datesOf(birthDate)];
}

/** In each order of its parts, with and without zeros in front; the year with its century, without, and of the Republic (民國). */
function datesOf(birthDate: string | null): readonly string[] {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(birthDate ?? '') ?? [];
  if (year === undefined || month === undefined || day === undefined) return [];
  const republic = Number(year) - 1911;
  const years = [year, year.slice(2), ...(republic > 0 ? [String(republic), String(republic).padStart(3, '0')] : [])];
  const days = [month + day, day + month, `${Number(month)}${Number(day)}`, `${Number(day)}${Number(month)}`];
  return years.flatMap((ofYear) => days.flatMap((ofDay) => [ofYear + ofDay, ofDay + ofYear]));
}

// ---------------------------------------------------------------- parts

function partOf(codes: Codes): Part {
  return { length: codes.length, at: (index) => lower(codes[index] ?? 0) };
}

function cut(part: Part, start: number, end: number): Part {
  return { length: end - start, at: (index) => part.at(start + index) };
}

function reversed(part: Part): Part {
  return { length: part.length, at: (index) => part.at(part.length - 1 - index) };
}

function everySecond(part: Part, first: 0 | 1): Part {
  return { length: Math.ceil((part.length - first) / 2), at: (index) => part.at(first + index * 2) };
}

function every(part: Part, from: number, holds: (code: number, index: number) => boolean): boolean {
  for (let index = from; index < part.length; index++) if (!holds(part.at(index), index)) return false;
  return true;
}

/** Does the part stand somewhere in the other one? */
function stands(part: Part, within: Part): boolean {
  for (let start = 0; start + part.length <= within.length; start++) {
    if (every(part, 0, (code, index) => code === within.at(start + index))) return true;
  }
  return false;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function lower(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

/** The rule of an entry as the person meets it while typing. Pure; the daemon checks again before any APDU. */
import { codesOf, weaknessOf } from '../../base/weakPin.js';
import type { NewPinRule, PinRule } from '../api/types.js';

export type RuleBreach = 'tooShort' | 'tooLong' | 'badCharacter';
/** Why a new PIN is easy to guess, as a word of the screens. */
export type Weakness = 'pinRepeats' | 'pinRuns' | 'pinCommon' | 'pinPersonal';
/** What a new PIN is held to. */
export interface NewPinCheck {
  readonly rule: NewPinRule;
  /** What the screen shows of the person and the card: a PIN must not come from it. */
  readonly known: readonly string[];
}
export interface Breach {
  readonly breach: RuleBreach;
}

export function isAllowed(rule: PinRule, character: string): boolean {
  return new RegExp(`^${rule.characters}$`, 'v').test(character);
}

/** What the words call the characters of an entry. Some cards take digits alone. */
export function kindOf(rule: PinRule): 'digits' | 'characters' {
  return ['a', 'A', '-'].some((character) => isAllowed(rule, character)) ? 'characters' : 'digits';
}

/** The values of the words about a rule. */
export const wordsOf = (rule: PinRule): { readonly min: number; readonly max: number; readonly of: string } => ({
  min: rule.minLength,
  max: rule.maxLength,
  of: kindOf(rule),
});

/** Full-width letters and digits of an input method count as the plain ones; in a serial number separators do not count. */
function plain(text: string, hex: boolean): string {
  const narrow = text.normalize('NFKC');
  return hex ? narrow.replaceAll(/[\s:]/g, '').toUpperCase() : narrow;
}

interface Appending {
  readonly rule: PinRule;
  /** What is there already. */
  readonly text: string;
  readonly character: string;
  /** Is it a serial number? */
  readonly hex?: boolean;
}

/**
 * One more character.
 * @returns the longer text, or why the character is not taken
 */
export function append({ rule, text, character, hex = false }: Appending): { text: string } | Breach {
  return replaced(rule, text + plain(character, hex), hex);
}

/** The whole text as it was written, pasted or scanned. */
export function replaced(rule: PinRule, written: string, hex = false): { text: string } | Breach {
  const text = plain(written, hex);
  const breach = breachOf({ ...rule, minLength: 0 }, text);
  return breach === null ? { text } : { breach };
}

/** @returns the first rule that a whole entry breaks, or null */
export function breachOf(rule: PinRule, text: string): RuleBreach | null {
  if (Array.from(text).some((character) => !isAllowed(rule, character))) return 'badCharacter';
  if (text.length > rule.maxLength) return 'tooLong';
  return text.length < rule.minLength ? 'tooShort' : null;
}

const weaknessWords = { repeats: 'pinRepeats', run: 'pinRuns', common: 'pinCommon', personal: 'pinPersonal' } as const;

/**
 * Judges a new PIN that is long enough to be one, also while it is typed.
 * @param known what the screen shows of the person and the card
 * @returns why it is easy to guess, or null
 */
export function weaknessIn(
  { minLength, weak }: Pick<NewPinRule, 'minLength' | 'weak'>,
  text: string,
  known: readonly string[],
): Weakness | null {
  if (text.length < minLength) return null;
  const weakness = weaknessOf(codesOf(text), weak, { identifiers: known, birthDate: null });
  return weakness && weaknessWords[weakness];
}

/** A PIN rule as the person meets it while typing. Pure; the daemon checks again before any APDU. */
import type { PinRule } from '../api/types.js';

export type RuleBreach = 'tooShort' | 'tooLong' | 'badCharacter';

export function isAllowed(rule: PinRule, character: string): boolean {
  return new RegExp(`^${rule.characters}$`, 'v').test(character);
}

/**
 * One more character. Full-width letters and digits of an input method count as the plain ones.
 * @returns the longer text, or why the character is not taken
 */
export function append(rule: PinRule, text: string, character: string): { text: string } | { breach: RuleBreach } {
  const plain = character.normalize('NFKC');
  if (!isAllowed(rule, plain)) return { breach: 'badCharacter' };
  if (text.length >= rule.maxLength) return { breach: 'tooLong' };
  return { text: text + plain };
}

/** @returns the first rule that a whole entry breaks, or null */
export function breachOf(rule: PinRule, text: string): RuleBreach | null {
  if (text.length > rule.maxLength) return 'tooLong';
  if (Array.from(text).some((character) => !isAllowed(rule, character))) return 'badCharacter';
  return text.length < rule.minLength ? 'tooShort' : null;
}

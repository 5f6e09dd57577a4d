/** Checks PINs against rules before any APDU is sent. */
import type { Secret } from '../../base/secret.js';
import type { PinRule } from './driver.js';
import { PinRuleError } from '../errors.js';

/** Printable ASCII: each character is one byte. */
export const printable = String.fromCharCode(...Array.from({ length: 0x5f }, (_, index) => 0x20 + index));

/** Of PUKs and other values that a program draws and no person types. */
export const lettersAndDigits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The PIN lengths, in characters, that satisfy every rule. @throws {RangeError} when no length does */
export function intersectPinRules(rules: readonly PinRule[]): {
  readonly minLength: number;
  readonly maxLength: number;
} {
  const minLength = Math.max(0, ...rules.map((rule) => rule.minLength));
  const maxLength = Math.min(...rules.map((rule) => rule.maxLength));
  if (minLength > maxLength) throw new RangeError(`no PIN has ${minLength} and at most ${maxLength} characters`);
  return { minLength, maxLength };
}

/** A pattern for the characters that belong to the classes of all rules. */
export function everyCharacterOf(rules: readonly Pick<PinRule, 'characters'>[]): string {
  const [first, ...others] = [...new Set(rules.map(({ characters }) => characters))];
  if (first === undefined) throw new RangeError('no rule tells the characters of a PIN');
  return others.map((characters) => `(?=${characters})`).join('') + first;
}

/** Is there a PIN that every rule allows? */
export function isPinPossible(rules: readonly PinRule[]): boolean {
  const longest = Math.min(...rules.map((rule) => rule.maxLength));
  return rules.every(({ minLength }) => minLength <= longest) && allowedCharacters(printable, rules) !== '';
}

/** Those of `characters` that every rule allows. */
export function allowedCharacters(characters: string, rules: readonly Pick<PinRule, 'characters'>[]): string {
  const patterns = rules.map((rule) => new RegExp(`^${rule.characters}$`, 'u'));
  return Array.from(characters)
    .filter((character) => patterns.every((pattern) => pattern.test(character)))
    .join('');
}

/**
 * Returns when every rule allows the PIN. Only printable ASCII is ever allowed, so that a character is a byte.
 * @throws {PinRuleError} with the reason and the allowed lengths
 */
export function checkPin(pin: Secret, rules: readonly PinRule[]): void {
  const { minLength, maxLength } = intersectPinRules(rules);
  if (pin.length < minLength) throw new PinRuleError('tooShort', minLength, maxLength);
  if (pin.length > maxLength) throw new PinRuleError('tooLong', minLength, maxLength);
  const allowed = allowedCharacters(printable, rules);
  const isAllowed = (byte: number): boolean => allowed.includes(String.fromCharCode(byte));
  if (pin.use((bytes) => bytes.every(isAllowed))) return;
  throw new PinRuleError(/^[0-9]*$/.test(allowed) ? 'digits' : 'character', minLength, maxLength);
}

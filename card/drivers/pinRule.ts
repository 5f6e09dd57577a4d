/** Checks PINs against rules before any APDU is sent. */
import type { Secret } from '../../base/secret.js';
import type { PinRule } from './driver.js';
import { PinRuleError } from '../errors.js';

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

/**
 * Returns when every rule allows the PIN. Only printable ASCII is ever allowed, so that a character is a byte.
 * @throws {PinRuleError} with the reason and the allowed lengths
 */
export function checkPin(pin: Secret, rules: readonly PinRule[]): void {
  const { minLength, maxLength } = intersectPinRules(rules);
  if (pin.length < minLength) throw new PinRuleError('tooShort', minLength, maxLength);
  if (pin.length > maxLength) throw new PinRuleError('tooLong', minLength, maxLength);
  const patterns = rules.map(({ characters }) => new RegExp(`^${characters}$`, 'u'));
  const allowed = (byte: number): boolean =>
    byte >= 0x20 && byte < 0x7f && patterns.every((pattern) => pattern.test(String.fromCharCode(byte)));
  if (!pin.use((bytes) => bytes.every(allowed))) throw new PinRuleError('character', minLength, maxLength);
}

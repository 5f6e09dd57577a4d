import { Secret } from '../../base/secret.js';
import type { PinRule } from '../../card/drivers/driver.js';
import { intersectPinRules } from '../../card/drivers/pinRule.js';

/** Without characters that look alike in a letter (0 and O; 1, l and I). */
const clearCharacters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Long enough that three tries cannot guess it, short enough to type from a letter. */
const drawnLength = 8;

/** Draws a PIN at random for the password letter (密碼單) that fits all rules. */
export function drawPin(rules: readonly PinRule[]): Secret {
  const { minLength, maxLength } = intersectPinRules(rules);
  const patterns = rules.map(({ characters }) => new RegExp(`^${characters}$`, 'u'));
  const allowed = Array.from(clearCharacters).filter((character) =>
    patterns.every((pattern) => pattern.test(character)),
  );
  return Secret.random(Math.min(Math.max(drawnLength, minLength), maxLength), allowed.join(''));
}

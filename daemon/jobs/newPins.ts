/** The rule for PINs that are about to be set: chosen by a person, or drawn. A PIN that a card has already is not held to it. */
import { Secret } from '../../base/secret.js';
import { weaknessOf, type PersonFacts, type PinWeakness } from '../../base/weakPin.js';
import type { PinRule } from '../../card/drivers/driver.js';
import {
  allowedCharacters,
  checkPin,
  intersectPinRules,
  isPinPossible,
  printable,
} from '../../card/drivers/pinRule.js';
import type { PinPolicy } from '../../config/raProfile.js';
import type { FailureCode } from '../contract/failures/catalogue.js';
import { Failure } from '../contract/failures/failure.js';

/** What a new PIN is held to. */
export interface NewPinRule {
  /** The card's own rule. null: the card is not in its reader. */
  readonly card: PinRule | null;
  readonly policy: PinPolicy;
  readonly person: PersonFacts;
}

const weakCodes: Readonly<Record<PinWeakness, FailureCode>> = {
  repeats: 'card.pin.repeats',
  run: 'card.pin.run',
  common: 'card.pin.common',
  personal: 'card.pin.personal',
};

/** A card may hold no PIN that the RA allows, e.g. where the RA wants more characters than fit. @throws {Failure} `card.pin.noneFits` */
export function requirePinPossible(rule: Pick<NewPinRule, 'card' | 'policy'>): void {
  if (!isPinPossible(rulesOf(rule))) throw new Failure('card.pin.noneFits');
}

/** No APDU is sent for it. @throws {PinRuleError} @throws {Failure} `card.pin.…`: none fits, or it is easy to guess */
export function checkNewPin(pin: Secret, rule: NewPinRule): void {
  requirePinPossible(rule);
  checkPin(pin, rulesOf(rule));
  const weakness = pin.use((bytes) => weaknessOf(bytes, rule.policy.weak, rule.person));
  if (weakness !== null) throw new Failure(weakCodes[weakness]);
}

/** Without characters that look alike in a letter (0 and O; 1, l and I). */
const clearCharacters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Long enough that three tries cannot guess it, short enough to type from a letter. */
const drawnLength = 8;

/** Draws that all turn out weak are no chance: the profile refuses nearly every PIN. */
const mostDraws = 1_000;

/**
 * Draws a PIN at random for the password letter (密碼單) that fits all rules; one that is easy to guess is drawn again.
 * @throws {Failure} `card.pin.noneFits`
 */
export function drawPin(rule: NewPinRule): Secret {
  requirePinPossible(rule);
  const rules = rulesOf(rule);
  const { minLength, maxLength } = intersectPinRules(rules);
  const allowed = allowedCharacters(clearCharacters, rules) || allowedCharacters(printable, rules);
  const length = Math.min(Math.max(drawnLength, minLength), maxLength);
  for (let draw = 0; draw < mostDraws; draw++) {
    const drawn = Secret.random(length, allowed);
    if (drawn.use((bytes) => weaknessOf(bytes, rule.policy.weak, rule.person)) === null) return drawn;
    drawn.dispose();
  }
  throw new Error('the RA profile refuses every PIN that was drawn');
}

function rulesOf({ card, policy }: Pick<NewPinRule, 'card' | 'policy'>): readonly PinRule[] {
  return card === null ? [policy] : [card, policy];
}

/** What follows from the list of PINs and key slots of a card family. */
import type { KeyUse, PinReference } from '../../base/terms.js';
import type { CardCapabilities, KeySlot, PinDescription, PinRule, PukDescription } from './driver.js';
import { everyCharacterOf, intersectPinRules } from './pinRule.js';

type Pins = Pick<CardCapabilities, 'pins'>;

/** @throws {RangeError} when the family has no such PIN */
export function pinOf({ pins }: Pins, reference: PinReference): PinDescription {
  const pin = pins.find((candidate) => candidate.reference === reference);
  if (pin === undefined) throw new RangeError(`the card has no PIN ${reference}`);
  return pin;
}

/** The PIN that guards a key. @throws {RangeError} when none does */
export function pinOfKey({ pins }: Pins, use: KeyUse): PinReference {
  const pin = pins.find(({ guards }) => guards.includes(use));
  if (pin === undefined) throw new RangeError(`no PIN guards a ${use} key`);
  return pin.reference;
}

/** The rule of the card for PINs, whichever of them: what fits it fits each. */
export function pinRuleOf({ pins }: Pins): PinRule {
  const rules = pins.map(({ rule }) => rule);
  return { ...intersectPinRules(rules), characters: everyCharacterOf(rules) };
}

/** The PUK that unblocks a PIN, and of which PIN it counts as; null: no PUK does. */
export function pukOf(
  capabilities: Pins,
  reference: PinReference,
): { readonly of: PinReference; readonly puk: PukDescription } | null {
  for (const unblock of pinOf(capabilities, reference).unblocking) {
    if (unblock.way === 'ownPuk') return { of: reference, puk: unblock.puk };
    if (unblock.way === 'sharedPuk') return { of: unblock.of, puk: unblock.puk };
  }
  return null;
}

/** Do the keys of a card make a whole set, by the RA's profiles: one for both uses, or one each? */
export function isWholeSet(uses: readonly KeyUse[]): boolean {
  return uses.includes('signEncrypt') || (uses.includes('sign') && uses.includes('encrypt'));
}

/** The slot of a key; null: the family has none. */
export function slotOf({ keySlots }: Pick<CardCapabilities, 'keySlots'>, use: KeyUse): KeySlot | null {
  return keySlots.find(({ uses }) => uses.includes(use)) ?? null;
}

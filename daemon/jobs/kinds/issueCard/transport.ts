/** The transport PINs: the PINs of a card between its first key and its hand-over. */
import type { Secret } from '../../../../base/secret.js';
import type { KeyUse, PinReference } from '../../../../base/terms.js';
import { pinOf, pinOfKey } from '../../../../card/drivers/capabilities.js';
import { WrongPinError } from '../../../../card/errors.js';
import { nothing, type KeyContext } from '../../certification/steps.js';
import { ordinals } from '../../certification/uses.js';
import { setFirstPin } from '../../preparation.js';
import type { IssueStep } from './outcomes.js';

export function setTransportPin(
  pin: PinReference,
  withPuk: boolean,
): IssueStep<'setTransportPin1' | 'setTransportPin2'> {
  return {
    name: `setTransportPin${pin}`,
    kind: 'once',
    label: { 'zh-TW': `設定${ordinals[pin]}運送密碼`, en: `Setting transport PIN ${pin}` },
    sets: { what: 'pin', reference: pin },
    async run(context) {
      await withTransportPin(context, pin, (value) => setFirstPin(context, pin, { value, withPuk }));
      return nothing;
    },
    async probe({ card }) {
      const { pinSet } = await card.pinStatus(pin);
      return pinSet ? { verdict: 'applied', facts: nothing } : { verdict: 'notApplied' };
    },
  };
}

export async function withTransportPin<T>(
  { card, cardSerial, services }: Pick<KeyContext, 'card' | 'cardSerial' | 'services'>,
  pin: PinReference,
  use: (pin: Secret) => Promise<T>,
): Promise<T> {
  const transportPin = services.transportPin(cardSerial, pin, pinOf(card.capabilities, pin).rule);
  try {
    return await use(transportPin);
  } finally {
    transportPin.dispose();
  }
}

/**
 * Verifies the transport PIN before a key operation; the right PIN uses no try. If a try is missing, the transport PIN may be the wrong
 * one: it is sent again only after a person decided so, and only once, so that the last tries stay for whoever has the right PIN.
 * @throws {WrongPinError} also when nothing was sent to the card
 */
export async function verifyTransportPin(context: KeyContext, use: KeyUse): Promise<void> {
  const pin = pinOfKey(context.card.capabilities, use);
  if (context.attempt > 1) {
    const { triesLeft, maxTries } = await context.card.pinStatus(pin);
    const mayMiss = context.retryDecided() ? 1 : 0;
    if (triesLeft !== null && triesLeft < maxTries - mayMiss) throw new WrongPinError(pin, triesLeft);
  }
  await withTransportPin(context, pin, (transportPin) => context.card.verifyPin(pin, transportPin));
}

/**
 * Verifies the PINs of the card's owner. The program never repeats VERIFY by itself. A PIN is sent to the card only while as many
 * tries are left as its owner was shown. After a refused PIN, a pulled card or a restart the owner types the PIN again.
 */
import type { PinReference } from '../../base/terms.js';
import { PinBlockedError, WrongPinError } from '../../card/errors.js';
import type { StoredFailure } from '../contract/failures/failure.js';
import { AskPerson, type StepContext } from './step.js';

type PinContext = Pick<StepContext<unknown, unknown>, 'card' | 'pins'>;

/** Every PIN of the card, in order. @throws {AskPerson} @throws {PinBlockedError} */
export async function verifyPersonPins(context: PinContext): Promise<void> {
  for (const { reference } of context.card.capabilities.pins) await verifyPersonPin(context, reference);
}

/** @throws {AskPerson} when the owner has to type the PIN @throws {PinBlockedError} */
export async function verifyPersonPin(context: PinContext, reference: PinReference): Promise<void> {
  const { card, pins } = context;
  const pin = pins.pin(reference);
  const { triesLeft, maxTries } = await card.pinStatus(reference);
  if (pin === null) throw await typeAgain(context, { code: 'job.verifyPins.typeAgain', facts: {} });
  if (triesLeft !== null && triesLeft < pins.triesShown(reference)) {
    pins.forgetPin(reference);
    throw await typeAgain(context, { code: 'job.verifyPins.triesMissing', facts: { pin: reference, triesLeft } });
  }
  try {
    await card.verifyPin(reference, pin);
  } catch (error) {
    if (!(error instanceof WrongPinError)) throw error;
    pins.forgetPin(reference);
    const facts = { pin: reference, triesLeft: error.triesLeft };
    throw await typeAgain(context, { code: 'job.verifyPins.wrong', facts });
  }
  pins.noteTries(reference, maxTries);
}

/** Asks for every PIN that is not in memory. @throws {PinBlockedError} when one of them is locked */
async function typeAgain({ card, pins }: PinContext, reason: StoredFailure): Promise<AskPerson> {
  const missing: { reference: PinReference; triesLeft: number }[] = [];
  for (const { reference } of card.capabilities.pins) {
    if (pins.pin(reference) !== null) continue;
    const { triesLeft } = await card.pinStatus(reference);
    if (triesLeft === 0) throw new PinBlockedError(reference);
    missing.push({ reference, triesLeft: triesLeft ?? 0 });
  }
  return new AskPerson({ kind: 'verifyPins', pins: missing, reason });
}

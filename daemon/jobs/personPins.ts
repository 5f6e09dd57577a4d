/**
 * The PINs of the card's owner. VERIFY is never repeated by the program: a PIN is shown to the card while all the tries are
 * there that its owner knew of; one that was refused, and every PIN after a pulled card or a restart, is typed again.
 */
import type { PinReference } from '../../base/terms.js';
import { PinBlockedError, WrongPinError } from '../../card/errors.js';
import type { StoredFailure } from '../contract/failures/failure.js';
import { AskPerson, type StepContext } from './step.js';

type PinContext = Pick<StepContext<unknown, unknown>, 'card' | 'pins'>;

const references: readonly PinReference[] = [1, 2];

/** PIN 1, then PIN 2. @throws {AskPerson} @throws {PinBlockedError} */
export async function verifyPersonPins(context: PinContext): Promise<void> {
  for (const reference of references) await verifyPersonPin(context, reference);
}

/** @throws {AskPerson} when the person has to type @throws {PinBlockedError} */
export async function verifyPersonPin(context: PinContext, reference: PinReference): Promise<void> {
  const { card, pins } = context;
  const pin = pins.pin(reference);
  const { triesLeft, maxTries } = await card.pinStatus(reference);
  if (pin === null) throw await typeAgain(context, { code: 'job.verifyPins.typeAgain', facts: {} });
  if (triesLeft !== null && triesLeft < pins.triesTold(reference)) {
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
  pins.tellTries(reference, maxTries);
}

/** Asks for every PIN that is not at hand. @throws {PinBlockedError} when typing one would be in vain */
async function typeAgain({ card, pins }: PinContext, reason: StoredFailure): Promise<AskPerson> {
  const missing: { reference: PinReference; triesLeft: number }[] = [];
  for (const reference of references) {
    if (pins.pin(reference) !== null) continue;
    const { triesLeft } = await card.pinStatus(reference);
    if (triesLeft === 0) throw new PinBlockedError(reference);
    missing.push({ reference, triesLeft: triesLeft ?? 0 });
  }
  return new AskPerson({ kind: 'verifyPins', pins: missing, reason });
}

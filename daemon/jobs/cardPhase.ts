/**
 * Compares how far a card was set up with the journal of its job, when the job is resumed. A serial number does not make it the
 * card of the job: the chip may have been wiped, and another chip may have the same number. A PUK or PIN that is set stays set.
 */
import type { PinReference } from '../../base/terms.js';
import type { CardDriver } from '../../card/drivers/driver.js';
import { Failure } from '../contract/failures/failure.js';
import type { JournalRow } from './plan.js';
import type { SetByStep } from './step.js';

export interface Expectation {
  readonly steps: readonly { readonly name: string; readonly sets?: SetByStep }[];
  /** The PINs that the card had before the job began. */
  readonly pinsBefore: readonly PinReference[];
  readonly journal: readonly JournalRow[];
}

/** No try is spent, and nothing is changed. @throws {Failure} `card.identify.otherPhase` */
export async function checkPhase(
  card: Pick<CardDriver, 'pinStatus' | 'capabilities'>,
  expected: Expectation,
): Promise<void> {
  const { steps, pinsBefore, journal } = expected;
  if (journal.length === 0) return;
  if (pinsBefore.length === 0 && steps.every(({ sets }) => sets === undefined)) return;
  const began = new Set(journal.map(({ step }) => step));
  const done = new Set(journal.filter(({ phase }) => phase === 'outcome').map(({ step }) => step));
  for (const { reference } of card.capabilities.pins) {
    const status = await card.pinStatus(reference);
    for (const { name, sets } of steps) {
      if (sets?.reference !== reference) continue;
      const isSet = sets.what === 'puk' ? status.pukSet : status.pinSet;
      // A step that was interrupted may have set it or not: its probe asks the card.
      if (isSet ? !began.has(name) : done.has(name)) throw otherPhase(reference);
    }
    if (pinsBefore.includes(reference) && !status.pinSet) throw otherPhase(reference);
  }
}

function otherPhase(pin: PinReference): Failure {
  return new Failure('card.identify.otherPhase', { pin });
}

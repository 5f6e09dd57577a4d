/** What may be taken up of a card that was begun, and what of it is only asked of the card. */
import t from 'tap';
import type { PinReference } from '../../../base/terms.js';
import { nextAction } from '../../../daemon/jobs/plan.js';
import { jobTypes } from '../../../daemon/jobs/kinds/index.js';
import { planAdoption, type AdoptionFacts } from '../../../daemon/recovery/adoption.js';

const key = { pin: 1, place: 'a', publicKey: Uint8Array.of(1), certificate: null } as const;
const pin = (reference: PinReference, pukSet: boolean, pinSet: boolean) => ({
  ...{ reference, pukSet, pinSet, maxTries: 3 },
  triesLeft: pinSet ? 3 : null,
});

function facts(card: Partial<AdoptionFacts['card']>, more: Partial<AdoptionFacts> = {}): AdoptionFacts {
  const record = { state: 'issuing', registration: { id: 'R' }, certificates: [], escrowedPuks: [1] };
  return {
    card: {
      family: 'f',
      lifeCycle: 'incomplete',
      pins: [pin(1, true, true), pin(2, false, false)],
      keys: [key],
      ...card,
    },
    record: record as unknown as AdoptionFacts['record'],
    certificateUses: 'separate',
    knownKind: null,
    ...more,
  };
}

await t.test('a step whose effect stands on the card is probed, never run blindly', (t) => {
  const journal = planAdoption(facts({}));
  const steps = jobTypes.issueCard.steps({ certificateUses: 'separate' });
  for (const { step, phase } of journal) {
    const known = steps.find(({ name }) => name === step);
    t.ok(known, `${step} is a step of the job`);
    t.equal(known?.kind === 'once' ? phase : 'outcome', phase, step);
  }
  const after = (...done: string[]) =>
    nextAction(steps, [...journal, ...done.map((step) => ({ step, phase: 'outcome' as const }))]);
  t.match(after(), { action: 'run', step: 'openOrder' });
  t.match(after('openOrder'), { action: 'probe', step: 'setPuk1' });
  t.match(after('openOrder', 'setPuk1'), { action: 'probe', step: 'setTransportPin1' });
  t.match(after('openOrder', 'setPuk1', 'setTransportPin1'), { action: 'run', step: 'generateSigningKey' });
  t.end();
});

await t.test('what cannot be told is left to a person', (t) => {
  const refused = (input: AdoptionFacts, message: string): void => {
    t.throws(() => planAdoption(input), { message }, message);
  };
  t.same(planAdoption(facts({ lifeCycle: 'blank' })), [], 'a blank card begins anew');
  const { record: begun } = facts({});
  for (const more of [
    { escrowedPuks: [1, 2] as const },
    { certificates: [{}] as unknown as typeof begun.certificates },
  ]) {
    refused(facts({ lifeCycle: 'blank' }, { record: { ...begun, ...more } }), 'card.recover.otherCard');
  }
  refused(facts({ lifeCycle: 'foreign' }), 'card.recover.foreign');
  refused(facts({ lifeCycle: 'issued' }), 'card.recover.pinsHandedOut');
  refused(facts({ pins: [pin(1, true, true), pin(2, true, false)] }), 'card.recover.pukLost');
  refused(facts({ keys: [] }), 'card.recover.pinUnknown');
  refused(facts({ keys: [] }, { knownKind: 'prepareCard' }), 'card.recover.pinUnknown');
  t.ok(planAdoption(facts({ keys: [] }, { knownKind: 'issueCard' })));
  refused(facts({ keys: [key, { ...key, place: 'b' }] }), 'card.recover.otherKeys');
  const record = { ...facts({}).record, state: 'prepared' as const };
  refused(facts({}, { record }), 'card.recover.notBegun');
  const certificates = [{ use: 'sign', status: 'revoked' }] as unknown as AdoptionFacts['record']['certificates'];
  refused(facts({}, { record: { ...facts({}).record, certificates } }), 'card.recover.certifiedOthers');
  t.end();
});
t.end();

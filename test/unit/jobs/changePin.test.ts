/** An answer to an interrupted change of a PIN costs no try that its person was not shown. */
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { WrongPinError } from '../../../card/errors.js';
import { changePin } from '../../../daemon/jobs/kinds/changePin.js';
import { SecretDrawer } from '../../../daemon/jobs/secretDrawer.js';
import type { AnyStepContext } from '../../../daemon/jobs/step.js';

const [step] = changePin.steps({ pin: 1 });

function situation(triesLeft: number, shown: number, right = true) {
  const pins = new SecretDrawer();
  pins.noteShown({
    kind: 'tryNewPin',
    pin: 1,
    triesLeft: shown,
    reason: { code: 'changePin.changePin.interrupted', facts: {} },
  });
  let verified = 0;
  const card = {
    pinStatus: () => Promise.resolve({ triesLeft, maxTries: 3 }),
    verifyPin: () => {
      verified++;
      return right ? Promise.resolve() : Promise.reject(new WrongPinError(1, triesLeft - 1));
    },
  };
  const context = { card, pins, input: { pin: 1 } } as unknown as AnyStepContext;
  const answer = { kind: 'tryNewPin', newPin: Secret.fromText('Typed12345'), lastTryConfirmed: false } as const;
  return { answer: () => step?.answer?.(context, answer), verified: () => verified };
}

/** @returns the question that the step asks */
const asked = async (answer: Promise<unknown> | undefined): Promise<unknown> =>
  answer?.then(
    () => null,
    (error: unknown) => error,
  );

await t.test('all tries that were shown are there: it is tried', async (t) => {
  const { answer, verified } = situation(2, 2);
  t.match(await answer(), { effect: 'settled' });
  t.equal(verified(), 1);
});

await t.test('a try was lost between question and answer: asked again, no VERIFY', async (t) => {
  const { answer, verified } = situation(1, 2);
  t.match(await asked(answer()), { question: { kind: 'tryNewPin', triesLeft: 1 } });
  t.equal(verified(), 0);
});

await t.test('a wrong one is asked for again with the tries that are left', async (t) => {
  const { answer, verified } = situation(2, 2, false);
  t.match(await asked(answer()), {
    question: { kind: 'tryNewPin', triesLeft: 1, reason: { code: 'changePin.tryNewPin.wrong' } },
  });
  t.equal(verified(), 1);
});

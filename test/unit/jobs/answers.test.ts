/** An answer says what was asked, and nothing else. */
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import { checkAnswer } from '../../../daemon/jobs/answers.js';
import type { Question } from '../../../daemon/jobs/question.js';

const rule = { minLength: 6, maxLength: 16, characters: '[0-9A-Za-z]' };
const policy = { ...rule, weak: { patterns: true, personal: true, common: [] } };
const person = { identifiers: [], birthDate: null };
const rules = { newPin: { card: rule, policy, person }, profile: null };
const reason = { code: 'job.verifyPins.typeAgain', facts: {} } as const;
const good = Secret.fromText('Good1234');
const short = Secret.fromText('ab');
t.teardown(() => [good, short].forEach((secret) => secret.dispose()));
const notExpected = new Failure('job.answer.notExpected');

await t.test('a new PIN that was not asked for is not taken: no rule would be held against it', (t) => {
  const question: Question = { kind: 'enterPins', mode: 'chosen', pins: [1], reason };
  const answer = (pin2?: Secret) => ({ kind: 'enterPins', pins: { mode: 'chosen', pin1: good, pin2 } }) as const;
  t.throws(() => checkAnswer(question, answer(short), rules), notExpected);
  t.doesNotThrow(() => checkAnswer(question, answer(), rules));
  t.end();
});

await t.test('a PIN that was accepted is not typed over while the other is asked for', (t) => {
  const question: Question = { kind: 'verifyPins', pins: [{ reference: 2, triesLeft: 2 }], reason };
  const answer = (pin1?: Secret) => ({ kind: 'verifyPins', pin1, pin2: good, lastTryConfirmed: false }) as const;
  t.throws(() => checkAnswer(question, answer(good), rules), notExpected);
  t.doesNotThrow(() => checkAnswer(question, answer(), rules));
  t.end();
});

await t.test(
  'a PIN that is chosen in an answer must not be easy to guess; one that the card may have is not judged',
  (t) => {
    const weak = Secret.fromText('654321');
    t.teardown(() => weak.dispose());
    const enter: Question = { kind: 'enterPins', mode: 'chosen', pins: [1], reason };
    const entered = { kind: 'enterPins', pins: { mode: 'chosen', pin1: weak } } as const;
    t.throws(() => checkAnswer(enter, entered, rules), new Failure('card.pin.run'));
    const again: Question = { kind: 'authoriseAgain', pin: 1, reason };
    t.throws(() => checkAnswer(again, { kind: 'authoriseAgain', newPin: weak }, rules), new Failure('card.pin.run'));
    const tried: Question = { kind: 'tryNewPin', pin: 1, triesLeft: 3, reason };
    t.doesNotThrow(() => checkAnswer(tried, { kind: 'tryNewPin', newPin: weak, lastTryConfirmed: false }, rules));
    const verify: Question = { kind: 'verifyPins', pins: [{ reference: 1, triesLeft: 3 }], reason };
    const shown = { kind: 'verifyPins', pin1: weak, lastTryConfirmed: false } as const;
    t.doesNotThrow(() => checkAnswer(verify, shown, rules));
    t.end();
  },
);
t.end();

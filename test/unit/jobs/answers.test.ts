/** An answer says what was asked, and nothing else. */
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import { checkAnswer } from '../../../daemon/jobs/answers.js';
import type { Question } from '../../../daemon/jobs/question.js';

const rule = { minLength: 6, maxLength: 16, characters: '[0-9A-Za-z]' };
const rules = { card: rule, policy: rule, profile: null };
const reason = { code: 'job.verifyPins.typeAgain', facts: {} } as const;
const good = Secret.fromText('Good1234');
const short = Secret.fromText('ab');
t.teardown(() => [good, short].forEach((secret) => secret.dispose()));
const notExpected = new Failure('job.answer.notExpected');

await t.test('a new PIN that was not asked for is not taken: no rule would be held against it', (t) => {
  const question: Question = { kind: 'enterPins', mode: 'chosen', pins: [1], reason };
  const answer = (pin2: Secret | null) => ({ kind: 'enterPins', pins: { mode: 'chosen', pin1: good, pin2 } }) as const;
  t.throws(() => checkAnswer(question, answer(short), rules), notExpected);
  t.doesNotThrow(() => checkAnswer(question, answer(null), rules));
  t.end();
});

await t.test('a PIN that was accepted is not typed over while the other is asked for', (t) => {
  const question: Question = { kind: 'verifyPins', pins: [{ reference: 2, triesLeft: 2 }], reason };
  const answer = (pin1: Secret | null) => ({ kind: 'verifyPins', pin1, pin2: good, lastTryConfirmed: false }) as const;
  t.throws(() => checkAnswer(question, answer(good), rules), notExpected);
  t.doesNotThrow(() => checkAnswer(question, answer(null), rules));
  t.end();
});
t.end();

/** Is an answer one to the job's question, and within the rules? Asked before the answer is taken. */
import type { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import type { PinRule } from '../../card/drivers/driver.js';
import { checkPin } from '../../card/drivers/pinRule.js';
import type { RaProfile } from '../../config/raProfile.js';
import { Failure } from '../contract/failures/failure.js';
import type { JobAnswer } from './gateway.js';
import { checkTermsVersion } from './certification/terms.js';
import type { Question } from './question.js';
import { answerNotExpected } from './step.js';

export interface AnswerRules {
  /** The card's; null when it is not in its reader. */
  readonly card: PinRule | null;
  /** The RA's. */
  readonly policy: PinRule;
  /** null: the job needs no RA. */
  readonly profile: RaProfile | null;
}

/** @throws {Failure} @throws {PinRuleError} */
export function checkAnswer(question: Question | null, answer: JobAnswer, rules: AnswerRules): void {
  const ofCard = rules.card === null ? [] : [rules.card];
  const ofNewPin = [...ofCard, rules.policy];
  switch (answer.kind) {
    case 'enterPins':
      if (question?.kind !== 'enterPins' || question.mode !== answer.pins.mode) throw answerNotExpected();
      if (answer.pins.mode === 'chosen') {
        refuseUnasked(answer.pins, question.pins);
        for (const pin of question.pins) checkPin(typed(answer.pins, pin), ofNewPin);
      }
      return;
    case 'verifyPins':
      if (question?.kind !== 'verifyPins') throw answerNotExpected();
      refuseUnasked(
        answer,
        question.pins.map(({ reference }) => reference),
      );
      for (const { reference, triesLeft } of question.pins) {
        checkPin(typed(answer, reference), ofCard);
        checkLastTry(reference, triesLeft, answer);
      }
      return;
    case 'confirmTerms':
      if (question?.kind !== 'confirmTerms' || rules.profile === null) throw answerNotExpected();
      checkTermsVersion(rules.profile, answer.termsVersion);
      return;
    case 'authoriseAgain':
      checkPin(answer.newPin, ofNewPin);
      return;
    case 'tryNewPin':
      if (question?.kind !== 'tryNewPin') throw answerNotExpected();
      checkPin(answer.newPin, ofNewPin);
      checkLastTry(question.pin, question.triesLeft, answer);
      return;
    case 'decide':
      return;
  }
}

interface TwoPins {
  readonly pin1: Secret | null;
  readonly pin2: Secret | null;
}

/** A PIN that no question was about would reach the card unchecked. */
function refuseUnasked({ pin1, pin2 }: TwoPins, asked: readonly PinReference[]): void {
  if ((pin1 !== null && !asked.includes(1)) || (pin2 !== null && !asked.includes(2))) throw answerNotExpected();
}

function typed(answer: TwoPins, reference: PinReference): Secret {
  const pin = reference === 1 ? answer.pin1 : answer.pin2;
  if (pin === null) throw answerNotExpected();
  return pin;
}

/** One try before locking, the person's explicit word is needed. */
function checkLastTry(
  pin: PinReference,
  triesLeft: number,
  { lastTryConfirmed }: { readonly lastTryConfirmed: boolean },
): void {
  if (triesLeft === 1 && !lastTryConfirmed) throw new Failure('job.answer.lastTry', { pin });
}

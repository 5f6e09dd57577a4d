/** Checks before an answer is taken that it fits the question of the job and the rules for PINs. */
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
  /** The card's rule for PINs. null: the card is not in its reader. */
  readonly card: PinRule | null;
  /** The RA's rule for PINs. */
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

/** A PIN that the question does not name was not checked, so it must not reach the card. */
function refuseUnasked({ pin1, pin2 }: TwoPins, asked: readonly PinReference[]): void {
  if ((pin1 !== null && !asked.includes(1)) || (pin2 !== null && !asked.includes(2))) throw answerNotExpected();
}

function typed(answer: TwoPins, reference: PinReference): Secret {
  const pin = reference === 1 ? answer.pin1 : answer.pin2;
  if (pin === null) throw answerNotExpected();
  return pin;
}

/** With one try left, the person has to confirm that they know it. */
function checkLastTry(
  pin: PinReference,
  triesLeft: number,
  { lastTryConfirmed }: { readonly lastTryConfirmed: boolean },
): void {
  if (triesLeft === 1 && !lastTryConfirmed) throw new Failure('job.answer.lastTry', { pin });
}

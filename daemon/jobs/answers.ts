/** Checks before an answer is taken that it fits the question of the job and the rules for PINs. */
import type { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import { checkPin } from '../../card/drivers/pinRule.js';
import type { RaProfile } from '../../config/raProfile.js';
import { Failure } from '../contract/failures/failure.js';
import type { JobAnswer } from './order.js';
import { checkNewPin, type NewPinRule } from './newPins.js';
import { checkTermsVersion } from './certification/terms.js';
import type { Question } from './question.js';
import { answerNotExpected } from './step.js';

export interface AnswerRules {
  readonly newPin: NewPinRule;
  /** null: the job needs no RA. */
  readonly profile: RaProfile | null;
}

/** @throws {Failure} @throws {PinRuleError} */
export function checkAnswer(question: Question | null, answer: JobAnswer, rules: AnswerRules): void {
  const { card, policy } = rules.newPin;
  const ofCard = card === null ? [] : [card];
  switch (answer.kind) {
    case 'enterPins':
      if (question?.kind !== 'enterPins' || question.mode !== answer.pins.mode) throw answerNotExpected();
      if (answer.pins.mode === 'chosen') {
        refuseUnasked(answer.pins, question.pins);
        for (const pin of question.pins) checkNewPin(typed(answer.pins, pin), rules.newPin);
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
      checkNewPin(answer.newPin, rules.newPin);
      return;
    case 'tryNewPin':
      if (question?.kind !== 'tryNewPin') throw answerNotExpected();
      // The card may have it already, and only shows whether it does.
      checkPin(answer.newPin, [...ofCard, policy]);
      checkLastTry(question.pin, question.triesLeft, answer);
      return;
    case 'decide':
      return;
  }
}

interface TwoPins {
  readonly pin1?: Secret | undefined;
  readonly pin2?: Secret | undefined;
}

/** A PIN that the question does not name was not checked, so it must not reach the card. */
function refuseUnasked({ pin1, pin2 }: TwoPins, asked: readonly PinReference[]): void {
  if ((pin1 !== undefined && !asked.includes(1)) || (pin2 !== undefined && !asked.includes(2)))
    throw answerNotExpected();
}

function typed(answer: TwoPins, reference: PinReference): Secret {
  const pin = reference === 1 ? answer.pin1 : answer.pin2;
  if (pin === undefined) throw answerNotExpected();
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

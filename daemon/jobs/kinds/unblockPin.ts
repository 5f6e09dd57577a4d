/**
 * 鎖卡解碼: resets the retry counter of a PIN and sets a new PIN. The RA has verified the website password and releases the PUK for
 * this one operation, sealed to a key that is made for it. The PUK is zeroed afterwards.
 */
import type { PinReference } from '../../../base/terms.js';
import { RaRefusedError } from '../../../sync/connector.js';
import { Failure } from '../../contract/failures/failure.js';
import type { Question } from '../question.js';
import { idempotencyKey } from '../idempotencyKey.js';
import { checkNewPin } from '../newPins.js';
import { withReleasedPuk } from '../pukRelease.js';
import { jobType } from '../jobType.js';
import { answerNotExpected, AskPerson, type Step } from '../step.js';

type Input = { readonly pin: PinReference };

interface Outcomes {
  checkCard: { readonly triesLeft: number; readonly maxTries: number };
  resetRetryCounter: { readonly operationId: string };
  confirm: { readonly triesLeft: number };
  reportPukUse: Readonly<Record<string, never>>;
}

type UnblockStep<Name extends keyof Outcomes> = Step<Input, Outcomes, Name>;

function authoriseAgain(
  pin: PinReference,
  code: 'unblockPin.resetRetryCounter.authoriseAgain' | 'unblockPin.resetRetryCounter.interrupted',
): Question {
  return { kind: 'authoriseAgain', pin, reason: { code, facts: { pin } } };
}

/** Nothing has been sent to the card yet. */
function notBegun(pin: PinReference): AskPerson {
  return new AskPerson(authoriseAgain(pin, 'unblockPin.resetRetryCounter.authoriseAgain'));
}

/** The authorisation was used and the RA's answer was lost, or it expired: the subscriber has to log in again. */
function needsNewAuthorisation(error: unknown): boolean {
  return (
    error instanceof RaRefusedError &&
    (error.refusal === 'authorisationUsed' || error.refusal === 'authorisationExpired')
  );
}

const checkCard: UnblockStep<'checkCard'> = {
  name: 'checkCard',
  kind: 'read',
  label: { 'zh-TW': '檢查晶片卡', en: 'Checking the card' },
  async run({ card, input }) {
    const { triesLeft, maxTries } = await card.pinStatus(input.pin);
    if (triesLeft === null) throw new Failure('unblockPin.checkCard.noPin');
    return { triesLeft, maxTries };
  },
};

const resetRetryCounter: UnblockStep<'resetRetryCounter'> = {
  name: 'resetRetryCounter',
  kind: 'once',
  label: { 'zh-TW': '解鎖並設定新密碼', en: 'Unblocking and setting the new PIN' },
  prepare({ secret, authorisationId, input }) {
    if (secret('newPin') === null || authorisationId === null) {
      throw notBegun(input.pin);
    }
  },
  async run({ jobId, attempt, card, cardSerial, input, secret, authorisationId, services }) {
    const newPin = secret('newPin');
    if (newPin === null || authorisationId === null) throw new Error('prepare left no PIN or no authorisation');
    const operationId = idempotencyKey(jobId, 'resetRetryCounter', attempt);
    const release = { ground: { kind: 'authorisation', authorisationId }, cardSerial, pin: input.pin } as const;
    // While a new PUK still waits in the outbox, the RA would release the old one, and the card would lose a try.
    await services.flushOutbox();
    try {
      await withReleasedPuk(services, release, operationId, (puk) => card.resetRetryCounter(input.pin, puk, newPin));
    } catch (error) {
      throw needsNewAuthorisation(error) ? notBegun(input.pin) : error;
    }
    return { operationId };
  },
  // The counter of a locked PIN is full again only after an unblocking. With tries left, the right PIN resets it too.
  async probe({ jobId, attempt, card, input, outcome }) {
    const before = outcome('checkCard');
    const { triesLeft } = await card.pinStatus(input.pin);
    if (before.triesLeft === 0 && triesLeft === before.maxTries) {
      return { verdict: 'applied', facts: { operationId: idempotencyKey(jobId, 'resetRetryCounter', attempt - 1) } };
    }
    if (before.triesLeft < before.maxTries && triesLeft === before.triesLeft) return { verdict: 'notApplied' };
    return { verdict: 'unknown', question: authoriseAgain(input.pin, 'unblockPin.resetRetryCounter.interrupted') };
  },
  answer: (_context, answer) =>
    answer.kind === 'authoriseAgain' ? Promise.resolve({ effect: 'redo' }) : Promise.reject(answerNotExpected()),
};

const confirm: UnblockStep<'confirm'> = {
  name: 'confirm',
  kind: 'read',
  label: { 'zh-TW': '確認結果', en: 'Confirming' },
  async run({ card, input, outcome }) {
    const { triesLeft } = await card.pinStatus(input.pin);
    if (triesLeft !== outcome('checkCard').maxTries) throw new Failure('unblockPin.confirm.stillLocked');
    return { triesLeft };
  },
};

const reportPukUse: UnblockStep<'reportPukUse'> = {
  name: 'reportPukUse',
  kind: 'repeatable',
  label: { 'zh-TW': '回報註冊中心', en: 'Reporting to the RA' },
  run({ card, cardSerial, input, outcome, enqueue, audit }) {
    const { operationId } = outcome('resetRetryCounter');
    const { pukChangeable } = card.capabilities;
    // The PUK of these cards cannot be replaced, so its use is counted and audited. A driver of other cards would replace it here.
    if (pukChangeable) throw new Error('no driver that can replace a PUK exists yet');
    enqueue('pukUsed', { cardSerial, pin: input.pin, operationId, pukReplaced: false });
    audit('pin.unblocked', { pin: input.pin, operation: operationId });
    return Promise.resolve({});
  },
};

export const unblockPin = jobType<'unblockPin', Input, Outcomes>({
  kind: 'unblockPin',
  needsRa: 'always',
  makesKeys: 'no',
  bindsCard: false,
  onlyReads: false,
  admit({ pin, newPin }, { newPinRule }) {
    checkNewPin(newPin, newPinRule);
    return { pin };
  },
  authorisedOnce: ({ pin }, context) => context.unblockOf(pin),
  steps: () => [checkCard, resetRetryCounter, confirm, reportPukUse],
  result: ({ cardSerial }) => ({ cardSerial }),
});

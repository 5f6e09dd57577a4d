/**
 * 鎖卡解碼: the RA, having verified the website password, releases the PUK for this one operation, sealed to a key made
 * for it. It resets the retry counter and sets the new PIN, and is forgotten.
 */
import type { PinReference } from '../../../base/terms.js';
import { checkPin } from '../../../card/drivers/pinRule.js';
import { RaRefusedError } from '../../../sync/connector.js';
import { Failure } from '../../contract/failures/failure.js';
import { toWireFailure } from '../../contract/failures/wireFailure.js';
import type { WireQuestion } from '../../contract/messages.js';
import { idempotencyKey } from '../idempotencyKey.js';
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
): WireQuestion {
  return { kind: 'authoriseAgain', pin, reason: toWireFailure({ code, facts: { pin } }) };
}

/** The card has heard nothing yet. */
function notBegun(pin: PinReference): AskPerson {
  return new AskPerson(authoriseAgain(pin, 'unblockPin.resetRetryCounter.authoriseAgain'));
}

/** The RA's word was used, and its answer never came, or it came too late: it takes a new one. */
function needsNewWord(error: unknown): boolean {
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
    // A PUK that still waits here would leave the RA with an older one, and the card with a try less.
    await services.flushOutbox();
    try {
      await withReleasedPuk(services, release, operationId, (puk) => card.resetRetryCounter(input.pin, puk, newPin));
    } catch (error) {
      throw needsNewWord(error) ? notBegun(input.pin) : error;
    }
    return { operationId };
  },
  // Only an unblocking fills the counter of a locked PIN; one with tries left is filled by the right PIN too.
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
    // A family whose PUK can be replaced has its driver do so here; this one cannot, so its use is counted and audited.
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
  admit({ pin, newPin }, { newPinRules }) {
    checkPin(newPin, newPinRules);
    return { pin };
  },
  authorisedOnce: ({ pin }, context) => context.unblockOf(pin),
  steps: () => [checkCard, resetRetryCounter, confirm, reportPukUse],
  result: ({ cardSerial }) => ({ cardSerial }),
});

/**
 * 鎖卡解碼: resets the retry counter of a PIN and sets a new PIN. The RA has verified the website password and releases the PUK for
 * this one operation, sealed to a key that is made for it. The PUK is zeroed afterwards.
 */
import { z } from 'zod';
import { pukOf } from '../../../card/drivers/capabilities.js';
import { PukBlockedError } from '../../../card/errors.js';
import { RaRefusedError } from '../../../sync/connector.js';
import { Failure } from '../../contract/failures/failure.js';
import type { Question } from '../question.js';
import { idempotencyKey } from '../idempotencyKey.js';
import { checkNewPin } from '../newPins.js';
import { pukTriesLeft, requirePukConsent, unblockWithPuk, type KnownPukTries } from '../pukRelease.js';
import { jobType } from '../jobType.js';
import { answerNotExpected, AskPerson, type Step } from '../step.js';
import { storedInput, storedPinReference } from '../storedInput.js';

const inputSchema = z.object({
  pin: storedPinReference,
  /** Tries left of the PUK when the job was ordered. null: none was known to be spent. Absent in jobs of earlier versions. */
  pukTriesLeft: z.int().nullable().optional(),
  /** A member of staff confirmed that it is the last try. */
  lastTryConfirmed: z.boolean().optional(),
});
type Input = z.infer<typeof inputSchema>;

interface Outcomes {
  checkCard: { readonly triesLeft: number; readonly maxTries: number };
  resetRetryCounter: { readonly operationId: string };
  confirm: { readonly triesLeft: number };
  reportPukUse: Readonly<Record<string, never>>;
}

type UnblockStep<Name extends keyof Outcomes> = Step<Input, Outcomes, Name>;

type PukContext = Parameters<typeof pukTriesLeft>[0];

/**
 * The person decides anew, and is told of spent tries of the PUK before the next one.
 * @param otherwise why, where no try is spent
 * @throws {Failure} `card.puk.lastTry` where only a member of staff may decide @throws {PukBlockedError}
 */
async function askAgain(
  context: PukContext,
  { pin, lastTryConfirmed = false }: Input,
  otherwise: 'unblockPin.resetRetryCounter.authoriseAgain' | 'unblockPin.resetRetryCounter.interrupted',
): Promise<Question> {
  const triesLeft = await pukTriesLeft(context, pin);
  if (triesLeft === null) return { kind: 'authoriseAgain', pin, reason: { code: otherwise, facts: { pin } } };
  if (triesLeft === 0) throw new PukBlockedError(pin);
  if (triesLeft === 1 && !lastTryConfirmed) throw new Failure('card.puk.lastTry', { pin, triesLeft });
  const reason = { code: 'unblockPin.resetRetryCounter.pukTries', facts: { pin, triesLeft } } as const;
  return { kind: 'authoriseAgain', pin, reason };
}

const knownPukTries = ({ pukTriesLeft: known = null, lastTryConfirmed = false }: Input): KnownPukTries => ({
  pukTriesLeft: known,
  lastTryConfirmed,
});

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
    if (card.capabilities.pins.every(({ reference }) => reference !== input.pin))
      throw new Failure('unblockPin.checkCard.noPin');
    if (pukOf(card.capabilities, input.pin) === null) throw new Failure('unblockPin.checkCard.noPuk');
    const { triesLeft, maxTries } = await card.pinStatus(input.pin);
    if (triesLeft === null) throw new Failure('unblockPin.checkCard.noPin');
    return { triesLeft, maxTries };
  },
};

const resetRetryCounter: UnblockStep<'resetRetryCounter'> = {
  name: 'resetRetryCounter',
  kind: 'once',
  label: { 'zh-TW': '解鎖並設定新密碼', en: 'Unblocking and setting the new PIN' },
  async prepare(context) {
    const { secret, authorisationId, input } = context;
    if (secret('newPin') === null || authorisationId === null) {
      throw new AskPerson(await askAgain(context, input, 'unblockPin.resetRetryCounter.authoriseAgain'));
    }
    await requirePukConsent(context, input.pin, knownPukTries(input));
  },
  async run(context) {
    const { jobId, attempt, input, secret, authorisationId } = context;
    const newPin = secret('newPin');
    if (newPin === null || authorisationId === null) throw new Error('prepare left no PIN or no authorisation');
    const operationId = idempotencyKey(jobId, 'resetRetryCounter', attempt);
    const release = { ground: { kind: 'authorisation', authorisationId }, pin: input.pin } as const;
    try {
      await unblockWithPuk(context, { release, idempotencyKey: operationId, newPin, told: knownPukTries(input) });
    } catch (error) {
      if (!needsNewAuthorisation(error)) throw error;
      throw new AskPerson(await askAgain(context, input, 'unblockPin.resetRetryCounter.authoriseAgain'));
    }
    return { operationId };
  },
  // The counter of a locked PIN is full again only after an unblocking. With tries left, the right PIN resets it too.
  async probe(context) {
    const { jobId, attempt, card, cardSerial, input, outcome, services } = context;
    const before = outcome('checkCard');
    const { triesLeft } = await card.pinStatus(input.pin);
    if (before.triesLeft === 0 && triesLeft === before.maxTries) {
      await services.pukTries.accepted(cardSerial, input.pin);
      return { verdict: 'applied', facts: { operationId: idempotencyKey(jobId, 'resetRetryCounter', attempt - 1) } };
    }
    if (before.triesLeft < before.maxTries && triesLeft === before.triesLeft) return { verdict: 'notApplied' };
    return {
      verdict: 'unknown',
      question: await askAgain(context, input, 'unblockPin.resetRetryCounter.interrupted'),
    };
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
  run({ cardSerial, input, outcome, enqueue, audit }) {
    const { operationId } = outcome('resetRetryCounter');
    // The PUK stays, and its use is counted and audited: the RA's interface takes a sealed PUK only with an order that is open.
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
  pinsBefore: ({ pin }) => [pin],
  input: storedInput(inputSchema),
  admit({ pin, newPin, lastTryConfirmed = false }, context) {
    checkNewPin(newPin, context.newPinRule);
    const misses = context.pukMissesOf(pin);
    if (misses === null) return { pin };
    const { left: triesLeft, refused } = misses;
    if (triesLeft === 0) throw new Failure('unblockPin.create.pukBlocked', { pin });
    // The RA's PUK is not this card's, or the card is about to be lost: a member of staff looks into it.
    if (!context.isStaff && (refused || triesLeft === 1))
      throw new Failure('unblockPin.create.pukRefused', { pin, triesLeft });
    if (triesLeft === 1 && !lastTryConfirmed) throw new Failure('unblockPin.create.lastTry', { pin });
    return { pin, pukTriesLeft: triesLeft, lastTryConfirmed };
  },
  authorisedOnce: ({ pin }, context) => context.unblockOf(pin),
  steps: () => [checkCard, resetRetryCounter, confirm, reportPukUse],
  result: ({ cardSerial }) => ({ cardSerial }),
});

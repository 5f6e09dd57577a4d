/** 晶片卡密碼修改: changes a PIN with the old one. Needs no RA. */
import { z } from 'zod';
import type { PinReference } from '../../../base/terms.js';
import { checkPin } from '../../../card/drivers/pinRule.js';
import { WrongPinError } from '../../../card/errors.js';
import type { Question } from '../question.js';
import { Failure } from '../../contract/failures/failure.js';
import { checkNewPin } from '../newPins.js';
import type { StoredFailure } from '../../contract/failures/failure.js';
import { checkTries, triesOf } from '../pinChecks.js';
import { jobType } from '../jobType.js';
import { answerNotExpected, AskPerson, type Step } from '../step.js';
import { storedInput, storedPinReference } from '../storedInput.js';

const inputSchema = z.object({ pin: storedPinReference });
type Input = z.infer<typeof inputSchema>;

const triesFailures = { locked: 'changePin.create.locked', lastTry: 'changePin.create.lastTry' } as const;

interface Outcomes {
  changePin: Readonly<Record<string, never>>;
  record: Readonly<Record<string, never>>;
}

/** The retry counter is full both before and after a change, so only a try of the person shows which PIN is in force. */
function tryNewPin(pin: PinReference, triesLeft: number, reason: StoredFailure): Question {
  return { kind: 'tryNewPin', pin, triesLeft, reason };
}

function interrupted(pin: PinReference, triesLeft: number | null): Question {
  return tryNewPin(pin, triesLeft ?? 0, { code: 'changePin.changePin.interrupted', facts: { pin } });
}

const changePinStep: Step<Input, Outcomes, 'changePin'> = {
  name: 'changePin',
  kind: 'once',
  label: { 'zh-TW': '變更密碼', en: 'Changing the PIN' },
  prepare({ secret }) {
    if (secret('oldPin') === null || secret('newPin') === null) throw new Failure('changePin.changePin.startAgain');
  },
  async run({ card, input, secret }) {
    const oldPin = secret('oldPin');
    const newPin = secret('newPin');
    if (oldPin === null || newPin === null) throw new Error('prepare left no PIN');
    await card.changePin(input.pin, oldPin, newPin);
    return {};
  },
  async probe({ card, input }) {
    const { triesLeft } = await card.pinStatus(input.pin);
    return { verdict: 'unknown', question: interrupted(input.pin, triesLeft) };
  },
  async answer({ card, input: { pin }, pins }, answer) {
    if (answer.kind !== 'tryNewPin') throw answerNotExpected();
    const { triesLeft } = await card.pinStatus(pin);
    // Fewer tries are left than the person was shown: the person decides again.
    if ((triesLeft ?? 0) < pins.triesShown(pin)) throw new AskPerson(interrupted(pin, triesLeft));
    try {
      await card.verifyPin(pin, answer.newPin);
    } catch (error) {
      if (!(error instanceof WrongPinError)) throw error;
      const facts = { pin, triesLeft: error.triesLeft };
      throw new AskPerson(tryNewPin(pin, error.triesLeft, { code: 'changePin.tryNewPin.wrong', facts }));
    }
    return { effect: 'settled', facts: {} };
  },
};

const record: Step<Input, Outcomes, 'record'> = {
  name: 'record',
  kind: 'repeatable',
  label: { 'zh-TW': '記錄', en: 'Recording' },
  run({ input, audit }) {
    audit('pin.changed', { pin: input.pin });
    return Promise.resolve({});
  },
};

export const changePin = jobType<'changePin', Input, Outcomes>({
  kind: 'changePin',
  needsRa: 'ifGiven',
  makesKeys: 'no',
  bindsCard: false,
  onlyReads: false,
  pinsBefore: ({ pin }) => [pin],
  input: storedInput(inputSchema),
  admit(order, { card, newPinRule }) {
    const { pin, oldPin, newPin } = order;
    if (triesOf(card, pin) === null) throw new Failure('changePin.create.noPin');
    checkTries(card, order, triesFailures);
    checkPin(oldPin, [card.pinRule]);
    checkNewPin(newPin, newPinRule);
    return { pin };
  },
  steps: () => [changePinStep, record],
  result: ({ cardSerial }) => ({ cardSerial }),
});

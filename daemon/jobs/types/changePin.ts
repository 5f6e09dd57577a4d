/** 晶片卡密碼修改: the old PIN, the new one; needs no RA. */
import { PinBlockedError, WrongPinError } from '../../../card/drivers/errors.js';
import { Failure } from '../../failures/failure.js';
import { toWireFailure } from '../../failures/wireFailure.js';
import type { JobInputs } from '../job.js';
import { answerNotExpected, jobType, type Step } from '../step.js';

type Input = JobInputs['changePin'];

interface Outcomes {
  changePin: Readonly<Record<string, never>>;
  record: Readonly<Record<string, never>>;
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
  // A full counter stands both before and after a change: only the person's own try can tell.
  async probe({ card, input }) {
    const { triesLeft } = await card.pinStatus(input.pin);
    const reason = toWireFailure({ code: 'changePin.changePin.interrupted', facts: { pin: input.pin } });
    return { verdict: 'unknown', question: { kind: 'tryNewPin', pin: input.pin, triesLeft: triesLeft ?? 0, reason } };
  },
  async answer({ card, input }, answer) {
    if (answer.kind !== 'tryNewPin') throw answerNotExpected();
    try {
      await card.verifyPin(input.pin, answer.newPin);
    } catch (error) {
      if (error instanceof WrongPinError || error instanceof PinBlockedError) {
        const triesLeft = error instanceof WrongPinError ? error.triesLeft : 0;
        throw new Failure('changePin.tryNewPin.wrong', { pin: input.pin, triesLeft }, { cause: error });
      }
      throw error;
    }
    return { effect: 'settled', facts: {} };
  },
};

const record: Step<Input, Outcomes, 'record'> = {
  name: 'record',
  kind: 'repeatable',
  label: { 'zh-TW': '記錄', en: 'Recording' },
  async run({ input, audit }) {
    await audit('pin.changed', { pin: input.pin });
    return {};
  },
};

export const changePin = jobType<Input, Outcomes>({
  steps: () => [changePinStep, record],
  bindsCard: false,
  result: ({ cardSerial }) => ({ cardSerial }),
});

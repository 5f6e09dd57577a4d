/**
 * 發卡: makes a blank card into a prepared card of an approved registration, with PUKs, files and PINs that are drawn for the password
 * letter (密碼單). Its subscriber applies for the certificates later.
 */
import type { PinReference } from '../../../base/terms.js';
import { nothing, ofOrder } from '../certification/steps.js';
import { ordinals } from '../certification/uses.js';
import { drawPin } from '../newPins.js';
import { operationsIn, stepsOf } from '../operations.js';
import {
  checkBlankCard,
  newPinRuleOf,
  openOrder,
  operationsOf,
  preparationInput,
  preparationSteps,
  sealToRa,
  setFirstPin,
  type PreparationInput,
  type PreparationOutcomes,
} from '../preparation.js';
import { jobType } from '../jobType.js';
import { type Step } from '../step.js';
import { storedInput } from '../storedInput.js';

type Outcomes = PreparationOutcomes & {
  setInitialPin1: typeof nothing;
  setInitialPin2: typeof nothing;
  reportPrepared: typeof nothing;
};

type PrepareStep<Name extends keyof Outcomes> = Step<PreparationInput, Outcomes, Name>;

const checkCard: PrepareStep<'checkCard'> = {
  name: 'checkCard',
  kind: 'read',
  label: { 'zh-TW': '檢查晶片卡', en: 'Checking the card' },
  run: ({ card, services }) => checkBlankCard(card, services),
};

/** The files are created before, because the card needs the PIN for that once it is set. */
function setInitialPin(pin: PinReference, withPuk: boolean): PrepareStep<'setInitialPin1' | 'setInitialPin2'> {
  return {
    name: `setInitialPin${pin}`,
    kind: 'once',
    label: { 'zh-TW': `設定${ordinals[pin]}晶片卡密碼`, en: `Setting card PIN ${pin}` },
    sets: { what: 'pin', reference: pin },
    async run(context) {
      const { escrow } = context;
      const drawn = drawPin(newPinRuleOf(context));
      try {
        await escrow('pinLetter', { ...ofOrder(context), pin, sealedPin: await sealToRa(context, drawn) });
        await setFirstPin(context, pin, { value: drawn, withPuk });
      } finally {
        drawn.dispose();
      }
      return nothing;
    },
    // Each attempt seals its own PIN and the card accepts only one attempt, so the PIN on the card is the last one sealed.
    async probe({ card }) {
      const { pinSet } = await card.pinStatus(pin);
      return pinSet ? { verdict: 'applied', facts: nothing } : { verdict: 'notApplied' };
    },
  };
}

const reportPrepared: PrepareStep<'reportPrepared'> = {
  name: 'reportPrepared',
  kind: 'repeatable',
  label: { 'zh-TW': '回報註冊中心', en: 'Reporting to the RA' },
  run(context) {
    const order = ofOrder(context);
    context.enqueue('cardPrepared', order);
    context.audit('card.prepared', { order: order.orderId });
    return Promise.resolve(nothing);
  },
};

export const prepareCard = jobType<'prepareCard', PreparationInput, Outcomes>({
  kind: 'prepareCard',
  needsRa: 'always',
  makesKeys: 'first',
  bindsCard: true,
  onlyReads: false,
  input: storedInput(preparationInput),
  admit: ({ registrationId }, { card }) => ({ registrationId, ...operationsOf(card) }),
  steps: (input) => [
    checkCard,
    openOrder,
    ...stepsOf<PrepareStep<keyof Outcomes>>(operationsIn(input), {
      ...preparationSteps,
      setPin: setInitialPin,
      makeKeys: () => [],
    }),
    reportPrepared,
  ],
  result: ({ cardSerial }) => ({ cardSerial, lifeCycle: 'prepared', pinsInLetter: true }),
});

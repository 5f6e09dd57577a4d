/** Replaces the transport PINs with the subscriber's PINs. */
import type { PinReference } from '../../../../base/terms.js';
import { ordinals } from '../../certification/uses.js';
import { idempotencyKey } from '../../idempotencyKey.js';
import { drawPin } from '../../newPins.js';
import { ofOrder } from '../../certification/steps.js';
import { newPinRuleOf, sealToRa } from '../../preparation.js';
import { pukTriesLeft, requirePukConsent, unblockWithPuk } from '../../pukRelease.js';
import type { Question } from '../../question.js';
import { answerNotExpected, AskPerson, pinNames } from '../../step.js';
import type { Context, IssueStep } from './outcomes.js';
import { withTransportPin } from './transport.js';

/** A blank card was ordered: nobody has been told of tries of its PUK. */
const orderedWithout = { pukTriesLeft: null, lastTryConfirmed: false } as const;

/**
 * Changes the transport PIN to the subscriber's PIN. After an interruption only a try would show whether the change took place. No try
 * is used for that: the PIN is chosen or drawn again and set with the PUK, which works in both cases.
 */
export function deliverPin(pin: PinReference): IssueStep<'deliverPin1' | 'deliverPin2'> {
  const name = `deliverPin${pin}` as const;
  const ask = (
    { card, input, secret }: Context,
    code: 'issueCard.deliverPin.interrupted' | 'issueCard.deliverPin.typeAgain',
  ): Question => ({
    kind: 'enterPins',
    mode: input.pinMode,
    pins: card.capabilities.pins
      .map(({ reference }) => reference)
      .filter((one) => one === pin || (one > pin && secret(pinNames[one]) === null)),
    reason: { code, facts: { pin } },
  });
  /** Spent tries of the PUK are told to whoever lets it be sent again. */
  const askBeforePuk = async (context: Context): Promise<Question> => {
    const question = ask(context, 'issueCard.deliverPin.interrupted');
    const triesLeft = await pukTriesLeft(context, pin);
    if (triesLeft === null) return question;
    return { ...question, reason: { code: 'issueCard.deliverPin.pukTries', facts: { pin, triesLeft } } };
  };
  return {
    name,
    kind: 'once',
    label: { 'zh-TW': `設定${ordinals[pin]}晶片卡密碼`, en: `Setting card PIN ${pin}` },
    async prepare(context) {
      // The first attempt changes the transport PIN; later ones need the PUK.
      if (context.attempt > 1) await requirePukConsent(context, pin, orderedWithout);
      if (context.secret(pinNames[pin]) !== null) return;
      if (context.input.pinMode === 'chosen') throw new AskPerson(ask(context, 'issueCard.deliverPin.typeAgain'));
      context.keepSecret(pinNames[pin], drawPin(newPinRuleOf(context)));
    },
    async run(context) {
      const { card, cardSerial, outcome, enqueue, escrow } = context;
      const { orderId } = outcome('openOrder');
      const newPin = context.secret(pinNames[pin]);
      if (newPin === null) throw new Error('prepare left no PIN');
      if (context.input.pinMode === 'random') {
        await escrow('pinLetter', { ...ofOrder(context), pin, sealedPin: await sealToRa(context, newPin) });
      }
      if (context.attempt === 1) {
        await withTransportPin(context, pin, (transportPin) => card.changePin(pin, transportPin, newPin));
        return { pukUsed: false };
      }
      const operationId = idempotencyKey(context.jobId, name, context.attempt);
      const release = { ground: { kind: 'order', orderId }, pin } as const;
      await unblockWithPuk(context, { release, idempotencyKey: operationId, newPin, told: orderedWithout });
      enqueue('pukUsed', { cardSerial, pin, operationId, pukReplaced: false });
      return { pukUsed: true };
    },
    probe: async (context) => ({ verdict: 'unknown', question: await askBeforePuk(context) }),
    answer: (_context, answer) =>
      answer.kind === 'enterPins' ? Promise.resolve({ effect: 'redo' }) : Promise.reject(answerNotExpected()),
  };
}

/** From a blank card to one that carries its PUKs, its files and the transport PINs. */
import { fromBase64, toBase64 } from '../../../../base/bytes.js';
import { Secret } from '../../../../base/secret.js';
import type { PinReference } from '../../../../base/terms.js';
import { sealTo } from '../../../../sync/pki/sealed.js';
import { Failure } from '../../../failures/failure.js';
import { idempotencyKey } from '../../idempotencyKey.js';
import { nothing, ordinals, withTransportPin, type IssueStep } from './outcomes.js';

export const checkCard: IssueStep<'checkCard'> = {
  name: 'checkCard',
  kind: 'read',
  label: { 'zh-TW': '檢查晶片卡', en: 'Checking the card' },
  async run({ card }) {
    const lifeCycle = await card.lifeCycle();
    if (lifeCycle === 'issued') throw new Failure('issueCard.checkCard.issued');
    if (lifeCycle === 'prepared') throw new Failure('issueCard.checkCard.prepared');
    if (lifeCycle === 'incomplete') throw new Failure('issueCard.checkCard.incomplete');
    return { family: card.identity.family };
  },
};

export const openOrder: IssueStep<'openOrder'> = {
  name: 'openOrder',
  kind: 'repeatable',
  label: { 'zh-TW': '向註冊中心登記晶片卡', en: 'Registering the card at the RA' },
  async run({ jobId, input, cardSerial, outcome, services }) {
    const card = { cardSerial, family: outcome('checkCard').family };
    const order = await services.ra.openOrder(input.registrationId, card, idempotencyKey(jobId, 'openOrder'));
    return {
      orderId: order.id,
      escrowCertificate: toBase64(order.escrowCertificate),
      userIdentifier: order.registration.userIdentifier,
    };
  },
};

export function setPuk<Name extends 'setPuk1' | 'setPuk2'>(name: Name, pin: PinReference): IssueStep<Name> {
  return {
    name,
    kind: 'once',
    label: { 'zh-TW': `設定${ordinals[pin]}解鎖碼`, en: `Setting PUK ${pin}` },
    async run({ card, cardSerial, outcome, enqueue }) {
      const { orderId, escrowCertificate } = outcome('openOrder');
      const puk = Secret.random(card.capabilities.pukLength, card.capabilities.pukAlphabet);
      try {
        const sealedPuk = toBase64(await sealTo(fromBase64(escrowCertificate), puk));
        await enqueue('pukEscrowed', { cardSerial, pin, orderId, sealedPuk });
        await card.setPuk(pin, puk);
      } finally {
        puk.dispose();
      }
      return nothing;
    },
    // The PUK on the card is the last one sealed: each attempt seals its own, and only one attempt can be accepted.
    async probe({ card }) {
      const { pukSet } = await card.pinStatus(pin);
      return pukSet ? { verdict: 'applied', facts: nothing } : { verdict: 'notApplied' };
    },
  };
}

export function createFiles<Name extends 'createFiles1' | 'createFiles2'>(
  name: Name,
  pin: PinReference,
): IssueStep<Name> {
  return {
    name,
    kind: 'repeatable',
    label: { 'zh-TW': `建立${ordinals[pin]}檔案`, en: `Creating file system ${pin}` },
    async run({ card, outcome }) {
      await card.createFileSystem(pin, { token: outcome('openOrder').userIdentifier, pin: `PIN ${pin}` });
      return nothing;
    },
  };
}

export function setTransportPin<Name extends 'setTransportPin1' | 'setTransportPin2'>(
  name: Name,
  pin: PinReference,
): IssueStep<Name> {
  return {
    name,
    kind: 'once',
    label: { 'zh-TW': `設定${ordinals[pin]}運送密碼`, en: `Setting transport PIN ${pin}` },
    async run(context) {
      await withTransportPin(context, pin, (transportPin) => context.card.setInitialPin(pin, transportPin));
      return nothing;
    },
    async probe({ card }) {
      const { pinSet } = await card.pinStatus(pin);
      return pinSet ? { verdict: 'applied', facts: nothing } : { verdict: 'notApplied' };
    },
  };
}

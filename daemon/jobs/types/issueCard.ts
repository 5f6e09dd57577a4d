/**
 * 製卡: an approved registration and a blank card become an issued card. What must not be lost is durable at its owner
 * first: each PUK and each drawn PIN is sealed and in the outbox before the card hears it. Between its first key and its
 * hand-over the card is guarded by a transport PIN, so that a crash in between needs nobody to type anything.
 */
import { randomBytes } from 'node:crypto';
import { equalBytes, fromBase64, toBase64 } from '../../../base/bytes.js';
import { Secret } from '../../../base/secret.js';
import type { KeyUse, PinReference } from '../../../base/terms.js';
import { certificateKeySigned, readCertificate } from '../../../sync/pki/certificate.js';
import { createCertificationRequest } from '../../../sync/pki/certificationRequest.js';
import { sealTo } from '../../../sync/pki/sealed.js';
import { Failure } from '../../failures/failure.js';
import { toWireFailure } from '../../failures/wireFailure.js';
import { wireCertificate } from '../certificateView.js';
import { idempotencyKey } from '../idempotencyKey.js';
import type { JobInputs } from '../job.js';
import { drawPin } from '../pins.js';
import { withReleasedPuk } from '../pukRelease.js';
import type { WireQuestion } from '../../api/messages.js';
import { AskPerson, jobType, type Step, type StepContext } from '../step.js';

type Input = JobInputs['issueCard'];
type Nothing = Readonly<Record<string, never>>;
const nothing: Nothing = {};

interface Outcomes {
  checkCard: { readonly family: string };
  openOrder: { readonly orderId: string; readonly escrowCertificate: string; readonly userIdentifier: string };
  setPuk1: Nothing;
  createFiles1: Nothing;
  setTransportPin1: Nothing;
  generateSigningKey: { readonly publicKey: string };
  requestSigning: { readonly request: string };
  setPuk2: Nothing;
  createFiles2: Nothing;
  setTransportPin2: Nothing;
  generateEncryptionKey: { readonly publicKey: string };
  requestEncryption: { readonly request: string };
  obtainCertificates: { readonly sign: string; readonly encrypt: string };
  writeSigningCertificate: Nothing;
  checkSigningKey: Nothing;
  writeEncryptionCertificate: Nothing;
  checkEncryptionKey: Nothing;
  deliverPin1: { readonly pukUsed: boolean };
  deliverPin2: { readonly pukUsed: boolean };
  reportIssued: Nothing;
}

type Context = StepContext<Input, Outcomes>;
type IssueStep<Name extends keyof Outcomes> = Step<Input, Outcomes, Name>;

const pinNames = { 1: 'pin1', 2: 'pin2' } as const;
const ordinals = { 1: '第一組', 2: '第二組' } as const;
const usesZh = { sign: '簽章', encrypt: '加密' } as const;
const usesEn = { sign: 'signing', encrypt: 'encryption' } as const;

const checkCard: IssueStep<'checkCard'> = {
  name: 'checkCard',
  kind: 'read',
  label: { 'zh-TW': '檢查晶片卡', en: 'Checking the card' },
  async run({ card }) {
    const lifeCycle = await card.lifeCycle();
    if (lifeCycle === 'issued') throw new Failure('issueCard.checkCard.issued');
    if (lifeCycle === 'incomplete') throw new Failure('issueCard.checkCard.incomplete');
    return { family: card.identity.family };
  },
};

const openOrder: IssueStep<'openOrder'> = {
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

function setPuk<Name extends 'setPuk1' | 'setPuk2'>(name: Name, pin: PinReference): IssueStep<Name> {
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

function createFiles<Name extends 'createFiles1' | 'createFiles2'>(name: Name, pin: PinReference): IssueStep<Name> {
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

function setTransportPin<Name extends 'setTransportPin1' | 'setTransportPin2'>(
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

async function withTransportPin<T>(context: Context, pin: PinReference, use: (pin: Secret) => Promise<T>): Promise<T> {
  const { maxLength } = context.card.capabilities.pinRule;
  const transportPin = context.services.transportPin(context.cardSerial, pin, maxLength);
  try {
    return await use(transportPin);
  } finally {
    transportPin.dispose();
  }
}

/** Every key operation of this job is done under the transport PIN; its right value spends no try. */
async function verifyTransportPin(context: Context, use: KeyUse): Promise<void> {
  const pin = context.card.capabilities.pinOfKey[use];
  await withTransportPin(context, pin, (transportPin) => context.card.verifyPin(pin, transportPin));
}

const generateNames = { sign: 'generateSigningKey', encrypt: 'generateEncryptionKey' } as const;

/** Repeatable: no certificate is asked for before the outcome is durable, so a key without one is nobody's. */
function generateKey<Name extends 'generateSigningKey' | 'generateEncryptionKey'>(
  name: Name,
  use: KeyUse,
): IssueStep<Name> {
  return {
    name,
    kind: 'repeatable',
    long: true,
    label: { 'zh-TW': `在晶片卡上產生${usesZh[use]}金鑰`, en: `Generating the ${usesEn[use]} key on the card` },
    async run(context) {
      await verifyTransportPin(context, use);
      const publicKey = await context.card.generateKey(use, 'rsa2048');
      await context.card.writeKeyObjects(use, publicKey);
      return { publicKey: toBase64(publicKey) };
    },
  };
}

function requestCertificate<Name extends 'requestSigning' | 'requestEncryption'>(
  name: Name,
  use: KeyUse,
): IssueStep<Name> {
  return {
    name,
    kind: 'repeatable',
    label: { 'zh-TW': `以${usesZh[use]}金鑰簽署憑證請求`, en: `Signing the certificate request (${usesEn[use]})` },
    async run(context) {
      await verifyTransportPin(context, use);
      const request = await createCertificationRequest(
        [{ type: 'CN', value: context.outcome('openOrder').userIdentifier }],
        {
          publicKey: fromBase64(context.outcome(generateNames[use]).publicKey),
          sign: (data) => context.card.sign(use, data),
        },
      );
      return { request: toBase64(request) };
    },
  };
}

const obtainCertificates: IssueStep<'obtainCertificates'> = {
  name: 'obtainCertificates',
  kind: 'repeatable',
  label: { 'zh-TW': '向憑證中心取得憑證', en: 'Obtaining the certificates' },
  async run({ jobId, outcome, services }) {
    const issued = await services.ra.requestCertificates(
      outcome('openOrder').orderId,
      [
        { use: 'sign', request: fromBase64(outcome('requestSigning').request) },
        { use: 'encrypt', request: fromBase64(outcome('requestEncryption').request) },
      ],
      idempotencyKey(jobId, 'obtainCertificates'),
    );
    const certificateFor = (use: KeyUse): string => {
      const found = issued.find((candidate) => candidate.use === use);
      const expected = fromBase64(outcome(generateNames[use]).publicKey);
      if (found === undefined || !equalBytes(readCertificate(found.certificate).publicKey, expected)) {
        throw new Failure('issueCard.obtainCertificates.otherKey', { use });
      }
      return toBase64(found.certificate);
    };
    return { sign: certificateFor('sign'), encrypt: certificateFor('encrypt') };
  },
};

function writeCertificate<Name extends 'writeSigningCertificate' | 'writeEncryptionCertificate'>(
  name: Name,
  use: KeyUse,
): IssueStep<Name> {
  return {
    name,
    kind: 'repeatable',
    label: { 'zh-TW': `將${usesZh[use]}憑證寫入晶片卡`, en: `Writing the ${usesEn[use]} certificate` },
    async run(context) {
      await verifyTransportPin(context, use);
      await context.card.writeCertificate(use, fromBase64(context.outcome('obtainCertificates')[use]));
      return nothing;
    },
  };
}

/** The certificate is read back and the card signs a challenge with the key that the certificate names. */
function checkKey<Name extends 'checkSigningKey' | 'checkEncryptionKey'>(name: Name, use: KeyUse): IssueStep<Name> {
  return {
    name,
    kind: 'read',
    label: { 'zh-TW': `驗證${usesZh[use]}憑證與金鑰`, en: `Checking the ${usesEn[use]} certificate and key` },
    async run(context) {
      const written = fromBase64(context.outcome('obtainCertificates')[use]);
      const onCard = await context.card.readCertificate(use);
      if (onCard === null || !equalBytes(onCard, written)) throw new Failure('issueCard.checkKey.readBack', { use });
      await verifyTransportPin(context, use);
      const challenge = new Uint8Array(randomBytes(32));
      const signature = await context.card.sign(use, challenge);
      if (!certificateKeySigned(onCard, challenge, signature))
        throw new Failure('issueCard.checkKey.challenge', { use });
      return nothing;
    },
  };
}

/**
 * The subscriber's PIN takes the transport PIN's place. Only a try could tell whether an interrupted change took place, so
 * nobody tries: the PIN is chosen or drawn again and set with the PUK, which holds in either case.
 */
function deliverPin<Name extends 'deliverPin1' | 'deliverPin2'>(name: Name, pin: PinReference): IssueStep<Name> {
  const ask = (
    { input, secret }: Context,
    code: 'issueCard.deliverPin.interrupted' | 'issueCard.deliverPin.typeAgain',
  ): WireQuestion => ({
    kind: 'enterPins',
    mode: input.pinMode,
    pins: pin === 1 && secret('pin2') === null ? [1, 2] : [pin],
    reason: toWireFailure({ code, facts: { pin } }),
  });
  return {
    name,
    kind: 'once',
    label: { 'zh-TW': `設定${ordinals[pin]}晶片卡密碼`, en: `Setting card PIN ${pin}` },
    prepare(context) {
      if (context.secret(pinNames[pin]) !== null) return;
      if (context.input.pinMode === 'chosen') throw new AskPerson(ask(context, 'issueCard.deliverPin.typeAgain'));
      context.keepSecret(pinNames[pin], drawPin([context.card.capabilities.pinRule, context.services.pinPolicy]));
    },
    async run(context) {
      const { card, cardSerial, services, outcome, enqueue } = context;
      const { orderId, escrowCertificate } = outcome('openOrder');
      const newPin = context.secret(pinNames[pin]);
      if (newPin === null) throw new Error('prepare left no PIN');
      if (context.input.pinMode === 'random') {
        const sealedPin = toBase64(await sealTo(fromBase64(escrowCertificate), newPin));
        await enqueue('pinLetter', { cardSerial, pin, orderId, sealedPin });
      }
      if (context.attempt === 1) {
        await withTransportPin(context, pin, (transportPin) => card.changePin(pin, transportPin, newPin));
        return { pukUsed: false };
      }
      await services.flushOutbox();
      const operationId = idempotencyKey(context.jobId, name, context.attempt);
      const release = { ground: { kind: 'order', orderId }, cardSerial, pin } as const;
      await withReleasedPuk(services.ra, release, operationId, (puk) => card.resetRetryCounter(pin, puk, newPin));
      await enqueue('pukUsed', { cardSerial, pin, operationId, pukReplaced: false });
      return { pukUsed: true };
    },
    probe: (context) =>
      Promise.resolve({ verdict: 'unknown', question: ask(context, 'issueCard.deliverPin.interrupted') }),
    answer: (_context, answer) =>
      answer.kind === 'enterPins'
        ? Promise.resolve({ effect: 'redo' })
        : Promise.reject(new Failure('job.answer.notExpected')),
  };
}

const reportIssued: IssueStep<'reportIssued'> = {
  name: 'reportIssued',
  kind: 'repeatable',
  label: { 'zh-TW': '回報註冊中心', en: 'Reporting to the RA' },
  async run({ cardSerial, outcome, enqueue, audit }) {
    const { sign, encrypt } = outcome('obtainCertificates');
    const certificateSerials = [sign, encrypt].map((certificate) => readCertificate(fromBase64(certificate)).serial);
    await enqueue('cardIssued', { cardSerial, orderId: outcome('openOrder').orderId, certificateSerials });
    await audit('card.issued', { order: outcome('openOrder').orderId });
    return nothing;
  },
};

export const issueCard = jobType<Input, Outcomes>({
  steps: [
    checkCard,
    openOrder,
    setPuk('setPuk1', 1),
    createFiles('createFiles1', 1),
    setTransportPin('setTransportPin1', 1),
    generateKey('generateSigningKey', 'sign'),
    requestCertificate('requestSigning', 'sign'),
    setPuk('setPuk2', 2),
    createFiles('createFiles2', 2),
    setTransportPin('setTransportPin2', 2),
    generateKey('generateEncryptionKey', 'encrypt'),
    requestCertificate('requestEncryption', 'encrypt'),
    obtainCertificates,
    writeCertificate('writeEncryptionCertificate', 'encrypt'),
    checkKey('checkEncryptionKey', 'encrypt'),
    writeCertificate('writeSigningCertificate', 'sign'),
    checkKey('checkSigningKey', 'sign'),
    deliverPin('deliverPin1', 1),
    deliverPin('deliverPin2', 2),
    reportIssued,
  ],
  bindsCard: true,
  result({ input, outcome, cardSerial }) {
    const { sign, encrypt } = outcome('obtainCertificates');
    return {
      cardSerial,
      lifeCycle: 'issued',
      pinsInLetter: input.pinMode === 'random',
      certificates: [wireCertificate('sign', fromBase64(sign)), wireCertificate('encrypt', fromBase64(encrypt))],
    };
  },
});

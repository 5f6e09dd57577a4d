/**
 * 憑證展期: makes new key pairs beside the current ones. The card proves itself with both PINs and a signature, and its holder confirms
 * the data and the terms. The old certificates stay in use until the new ones were read back and checked with their keys.
 */
import { fromBase64 } from '../../../base/bytes.js';
import { freePlaces, pairsIn } from '../../readers/keyPair.js';
import { personKeySteps, refuseCertifiedPlaces } from '../certification/person.js';
import {
  certificationInput,
  nothing,
  obtainCertificates,
  obtainedCertificates,
  obtainedSerials,
  ofOrder,
} from '../certification/steps.js';
import { recordTerms } from '../certification/terms.js';
import { keyUses } from '../certification/uses.js';
import { wireCertificate, type CertificateView } from '../../ras/certificateView.js';
import { idempotencyKey } from '../idempotencyKey.js';
import { verifyPersonPins } from '../personPins.js';
import { checkCardPins } from '../pinChecks.js';
import { checkFamily, orderFacts } from '../preparation.js';
import { jobType } from '../jobType.js';
import { answerNotExpected, AskPerson } from '../step.js';
import { pinsIn, storedInput } from '../storedInput.js';
import { renewablePairs } from './renewCertificates/currentPairs.js';
import type { Context, Input, Outcomes, RenewStep } from './renewCertificates/outcomes.js';
import { reasonToConfirm } from './renewCertificates/oldKey.js';
import { proveCard, withProof } from './renewCertificates/proof.js';

const { generateKey, requestCertificate, writeCertificate, checkKey, makeCurrent } = personKeySteps;

const triesFailures = {
  locked: 'renewCertificates.create.locked',
  lastTry: 'job.create.lastTry',
} as const;

const checkCard: RenewStep<'checkCard'> = {
  name: 'checkCard',
  kind: 'read',
  label: { 'zh-TW': '檢查晶片卡上的憑證', en: 'Checking the certificates on the card' },
  async run({ card, input, services }) {
    const uses = keyUses(input.certificateUses);
    const current = await renewablePairs(card, uses, services.profile, services.now());
    checkFamily(card, services.profile);
    return { current, places: await freePlaces(card, uses) };
  },
};

const openOrder: RenewStep<'openOrder'> = {
  name: 'openOrder',
  kind: 'repeatable',
  label: { 'zh-TW': '向註冊中心申請展期', en: 'Asking the RA for the renewal' },
  run: (context) =>
    withProof(context, async (ground) => {
      const { jobId, cardSerial, outcome, services } = context;
      // The RA recognises a repeated request only if it comes with the same authorisation.
      const key = idempotencyKey(jobId, `openOrder ${ground.authorisationId}`);
      // Nothing is opened at the RA for a card that is refused.
      await refuseCertifiedPlaces(context, pairsIn(outcome('checkCard').places), ground);
      const order = await services.ra.openRenewal(cardSerial, ground, key);
      return { ...orderFacts(context, order), registration: { ...order.registration, raId: services.profile.id } };
    }),
};

const confirm: RenewStep<'confirm'> = {
  name: 'confirm',
  kind: 'read',
  label: { 'zh-TW': '確認資料與用戶約定條款', en: 'Confirming the data and the terms' },
  /** The data are shown only to a person who has typed the PINs: after a pulled card somebody else may stand there. */
  async run(context) {
    const { outcome, services } = context;
    await verifyPersonPins(context);
    const question = {
      kind: 'confirmTerms',
      registration: outcome('openOrder').registration,
      certificates: oldCertificates(context),
      termsVersion: services.profile.terms.version,
      reason: await reasonToConfirm(context),
    } as const;
    throw new AskPerson(question);
  },
  answer({ services }, answer) {
    // After a pulled card or a restart the PINs are asked for first, and the question about the terms comes next.
    if (answer.kind === 'verifyPins') return Promise.resolve({ effect: 'redo' });
    if (answer.kind !== 'confirmTerms') return Promise.reject(answerNotExpected());
    const facts = { termsVersion: answer.termsVersion, acceptedAt: services.now() };
    return Promise.resolve({ effect: 'settled', facts });
  },
};

const acceptTerms = recordTerms<Input, Outcomes>(({ outcome }) => ({
  registrationId: outcome('openOrder').registrationId,
  ...outcome('confirm'),
}));

const reportRenewed: RenewStep<'reportRenewed'> = {
  name: 'reportRenewed',
  kind: 'repeatable',
  label: { 'zh-TW': '回報註冊中心', en: 'Reporting to the RA' },
  run(context) {
    const { enqueue, audit } = context;
    const order = ofOrder(context);
    enqueue('certificatesRenewed', { ...order, certificateSerials: obtainedSerials(context) });
    audit('certificates.renewed', { order: order.orderId });
    return Promise.resolve(nothing);
  },
};

function oldCertificates({ outcome }: Pick<Context, 'outcome'>): CertificateView[] {
  return outcome('checkCard').current.map(({ use, certificate }) => wireCertificate(use, fromBase64(certificate)));
}

export const renewCertificates = jobType<'renewCertificates', Input, Outcomes>({
  kind: 'renewCertificates',
  needsRa: 'always',
  makesKeys: 'further',
  bindsCard: false,
  onlyReads: false,
  pinsBefore: pinsIn,
  input: storedInput(certificationInput),
  admit(order, { card, profile: { certificateUses } }) {
    return { certificateUses, pins: checkCardPins(card, order, triesFailures) };
  },
  steps: ({ certificateUses }) =>
    certificateUses === 'single'
      ? [
          checkCard,
          proveCard,
          openOrder,
          confirm,
          acceptTerms,
          generateKey('signEncrypt'),
          requestCertificate('signEncrypt'),
          obtainCertificates,
          writeCertificate('signEncrypt'),
          checkKey('signEncrypt'),
          makeCurrent('signEncrypt'),
          reportRenewed,
        ]
      : [
          checkCard,
          proveCard,
          openOrder,
          confirm,
          acceptTerms,
          generateKey('sign'),
          requestCertificate('sign'),
          generateKey('encrypt'),
          requestCertificate('encrypt'),
          obtainCertificates,
          writeCertificate('encrypt'),
          checkKey('encrypt'),
          writeCertificate('sign'),
          checkKey('sign'),
          makeCurrent('sign'),
          makeCurrent('encrypt'),
          reportRenewed,
        ],
  result: (context) => ({
    cardSerial: context.cardSerial,
    lifeCycle: 'issued',
    certificates: [...obtainedCertificates(context), ...oldCertificates(context)],
  }),
});

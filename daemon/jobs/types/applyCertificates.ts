/**
 * 憑證申請: the holder of a prepared card, logged in with the website password, has keys made on it and certificates written
 * to it. A try that was broken off before the CA certified anything may be begun anew.
 */
import { freePlaces, pairsIn } from '../../readers/keyPair.js';
import {
  checkRegistration,
  groundOf,
  personKeySteps,
  refuseCertifiedPlaces,
  verifyPins,
} from '../certification/person.js';
import {
  obtainCertificates,
  obtainedCertificates,
  reportIssued,
  type CertificationOutcomes,
  type nothing,
} from '../certification/steps.js';
import { recordTerms } from '../certification/terms.js';
import { keyUses } from '../certification/uses.js';
import { Failure } from '../../contract/failures/failure.js';
import type { JobInputs } from '../job.js';
import { checkAlgorithm, orderFacts } from '../preparation.js';
import { jobType, type Step } from '../step.js';

type Input = JobInputs['applyCertificates'];
type Nothing = typeof nothing;

type Outcomes = CertificationOutcomes & { verifyPins: Nothing; recordTerms: Nothing; reportIssued: Nothing };

const { generateKey, requestCertificate, writeCertificate, checkKey, makeCurrent } = personKeySteps;

const checkCard: Step<Input, Outcomes, 'checkCard'> = {
  name: 'checkCard',
  kind: 'read',
  label: { 'zh-TW': '檢查晶片卡', en: 'Checking the card' },
  async run({ card, input, services }) {
    if ((await card.lifeCycle()) === 'issued') throw new Failure('applyCertificates.checkCard.issued');
    for (const pin of [1, 2] as const) {
      const { pinSet } = await card.pinStatus(pin);
      if (!pinSet) throw new Failure('applyCertificates.checkCard.notPrepared');
    }
    checkAlgorithm(card, services.profile);
    return { places: await freePlaces(card, keyUses(input.certificateUses)) };
  },
};

/** Before the PINs: a card that is not this person's costs nobody a try. */
const openOrder: Step<Input, Outcomes, 'openOrder'> = {
  name: 'openOrder',
  kind: 'repeatable',
  label: { 'zh-TW': '向註冊中心查詢晶片卡', en: 'Asking the RA about the card' },
  async run(context) {
    const { cardSerial, input, outcome, services } = context;
    const ground = groundOf(context);
    const order = await services.ra.resumeOrder(cardSerial, ground);
    checkRegistration(order.registration.id, input.registrationId);
    await refuseCertifiedPlaces(context, pairsIn(outcome('checkCard').places), ground);
    return orderFacts(context, order);
  },
};

const acceptTerms = recordTerms<Input, Outcomes>(({ input, outcome, createdAt }) => ({
  registrationId: outcome('openOrder').registrationId,
  termsVersion: input.termsVersion,
  acceptedAt: createdAt,
}));

export const applyCertificates = jobType<Input, Outcomes>({
  steps: ({ certificateUses }) =>
    certificateUses === 'single'
      ? [
          checkCard,
          openOrder,
          verifyPins,
          acceptTerms,
          generateKey('signEncrypt'),
          requestCertificate('signEncrypt'),
          obtainCertificates,
          writeCertificate('signEncrypt'),
          checkKey('signEncrypt'),
          makeCurrent('signEncrypt'),
          reportIssued,
        ]
      : [
          checkCard,
          openOrder,
          verifyPins,
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
          reportIssued,
        ],
  bindsCard: false,
  result: (context) => ({
    cardSerial: context.cardSerial,
    lifeCycle: 'issued',
    certificates: obtainedCertificates(context),
  }),
});

/**
 * 憑證申請: makes keys on a prepared card and writes certificates to it. Its holder has logged in with the website password, or is at
 * the counter. If a job ends before the CA certified anything, another one may be begun.
 */
import { z } from 'zod';
import { freePlaces, pairsIn } from '../../readers/keyPair.js';
import {
  checkRegistration,
  groundOf,
  personKeySteps,
  refuseCertifiedPlaces,
  verifyPins,
} from '../certification/person.js';
import {
  certificationInput,
  obtainCertificates,
  obtainedCertificates,
  reportIssued,
  type CertificationOutcomes,
  type nothing,
} from '../certification/steps.js';
import { checkTermsVersion, recordTerms } from '../certification/terms.js';
import { keyUses } from '../certification/uses.js';
import { Failure } from '../../contract/failures/failure.js';
import { checkCardPins } from '../pinChecks.js';
import { checkFamily, orderFacts } from '../preparation.js';
import { jobType } from '../jobType.js';
import { type Step } from '../step.js';
import { pinsIn, storedInput, storedPerson } from '../storedInput.js';

const inputSchema = z.object({
  ...certificationInput.shape,
  ...storedPerson.shape,
  termsVersion: z.string(),
});
type Input = z.infer<typeof inputSchema>;
const triesFailures = {
  locked: 'applyCertificates.create.locked',
  lastTry: 'job.create.lastTry',
} as const;

type Nothing = typeof nothing;

type Outcomes = CertificationOutcomes & { verifyPins: Nothing; recordTerms: Nothing; reportIssued: Nothing };

const { generateKey, requestCertificate, writeCertificate, checkKey, makeCurrent } = personKeySteps;

const checkCard: Step<Input, Outcomes, 'checkCard'> = {
  name: 'checkCard',
  kind: 'read',
  label: { 'zh-TW': '檢查晶片卡', en: 'Checking the card' },
  async run({ card, input, services }) {
    const lifeCycle = await card.lifeCycle();
    if (lifeCycle === 'issued') throw new Failure('applyCertificates.checkCard.issued');
    if (lifeCycle === 'foreign') throw new Failure('job.checkCard.foreign');
    for (const { reference } of card.capabilities.pins) {
      const { pinSet } = await card.pinStatus(reference);
      if (!pinSet) throw new Failure('applyCertificates.checkCard.notPrepared');
    }
    checkFamily(card, services.profile);
    return { places: await freePlaces(card, keyUses(input.certificateUses)) };
  },
};

/** Before the PINs are verified, so that the card of another person loses no try. */
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

export const applyCertificates = jobType<'applyCertificates', Input, Outcomes>({
  kind: 'applyCertificates',
  needsRa: 'always',
  makesKeys: 'first',
  bindsCard: false,
  onlyReads: false,
  pinsBefore: pinsIn,
  input: storedInput(inputSchema),
  admit(order, context) {
    const { card, profile } = context;
    const pins = checkCardPins(card, order, triesFailures);
    checkTermsVersion(profile, order.termsVersion);
    const { certificateUses } = profile;
    return { ...context.personOf(order), termsVersion: order.termsVersion, certificateUses, pins };
  },
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
  result: (context) => ({
    cardSerial: context.cardSerial,
    lifeCycle: 'issued',
    certificates: obtainedCertificates(context),
  }),
});

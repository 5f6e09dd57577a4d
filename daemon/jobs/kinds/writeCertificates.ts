/**
 * 憑證下載: writes the certificates in force that are missing on the card, after issuing stopped between the CA and the card. They are
 * written only to the card that holds their keys.
 */
import { z } from 'zod';
import { fromBase64, toBase64 } from '../../../base/bytes.js';
import type { KeyUse } from '../../../base/terms.js';
import { pinOfKey } from '../../../card/drivers/capabilities.js';
import { readCertificate } from '../../../base/pki/certificate.js';
import { useWords } from '../../contract/failures/factWords.js';
import { Failure } from '../../contract/failures/failure.js';
import { checkPair } from '../../readers/keyPair.js';
import { checkRegistration, groundOf, verifyPins } from '../certification/person.js';
import { checkRecord, checkRelease, type ReleasePair } from '../certification/release.js';
import { certificationInput, nothing } from '../certification/steps.js';
import { keyUses, stepNames, type StepName } from '../certification/uses.js';
import { wireCertificate, type CertificateView } from '../../ras/certificateView.js';
import { checkCardPins } from '../pinChecks.js';
import { verifyPersonPin } from '../personPins.js';
import { requireFamily } from '../preparation.js';
import { jobType } from '../jobType.js';
import { type Step, type StepContext } from '../step.js';
import { pinsIn, storedInput, storedPerson } from '../storedInput.js';
import { matchCertificates, type InForce, type Match } from './writeCertificates/match.js';

const inputSchema = z.object({ ...certificationInput.shape, ...storedPerson.shape });
type Input = z.infer<typeof inputSchema>;

const triesFailures = {
  locked: 'writeCertificates.create.locked',
  lastTry: 'job.create.lastTry',
} as const;

type Nothing = typeof nothing;

type Outcomes = {
  checkCard: Nothing;
  /** Newest first. */
  fetchCertificates: { readonly inForce: readonly InForce[] };
  match: { readonly matches: readonly Match[] };
  verifyPins: Nothing;
  reportRewritten: Nothing;
} & Record<StepName<'write' | 'check' | 'makeCurrent'>, Nothing>;

type Context = StepContext<Input, Outcomes>;
type WriteStep<Name extends keyof Outcomes> = Step<Input, Outcomes, Name>;

const checkCard: WriteStep<'checkCard'> = {
  name: 'checkCard',
  kind: 'read',
  label: { 'zh-TW': '檢查晶片卡', en: 'Checking the card' },
  async run({ card, services }) {
    requireFamily(card.identity, services.profile);
    for (const { reference } of card.capabilities.pins) {
      const { pinSet } = await card.pinStatus(reference);
      if (!pinSet) throw new Failure('writeCertificates.checkCard.notPrepared');
    }
    return nothing;
  },
};

const fetchCertificates: WriteStep<'fetchCertificates'> = {
  name: 'fetchCertificates',
  kind: 'repeatable',
  label: { 'zh-TW': '向註冊中心取得憑證', en: 'Fetching the certificates from the RA' },
  async run(context) {
    const { cardSerial, input, services } = context;
    const ground = groundOf(context);
    // With a login, the RA checks whose card it is. At the counter the officer chose a person, so it is checked here.
    if (ground.kind === 'counter') {
      checkRegistration((await services.ra.cardRecord(cardSerial)).registration?.id, input.registrationId);
    }
    const inForce = await services.ra.certificatesOfCard(cardSerial, ground);
    for (const record of inForce) checkRecord(context, record);
    return {
      inForce: inForce.map(({ use, certificate, userIdentifier }) => ({
        use,
        certificate: toBase64(certificate),
        userIdentifier,
      })),
    };
  },
};

const match: WriteStep<'match'> = {
  name: 'match',
  kind: 'read',
  label: { 'zh-TW': '比對憑證與晶片卡上的金鑰', en: 'Matching the certificates with the keys on the card' },
  async run(context) {
    const { card, input, outcome, services } = context;
    const { inForce } = outcome('fetchCertificates');
    const matches = await matchCertificates(card, keyUses(input.certificateUses), inForce, services.profile);
    await checkMissing(context, matches);
    return { matches };
  },
};

/** Also right before the write: the job may have waited for its card since. @throws {Failure} `release.…` */
function checkMissing(context: Context, matches: readonly Match[]): Promise<void> {
  const missing = matches.filter(({ written }) => !written);
  return checkRelease(
    context,
    missing.map(({ use, certificate }) => certifiedKey(use, fromBase64(certificate))),
  );
}

/** Its key was found on the card. */
function certifiedKey(use: KeyUse, certificate: Uint8Array): ReleasePair {
  return { use, certificate, publicKey: readCertificate(certificate).publicKey };
}

function matchesOf({ outcome }: Pick<Context, 'outcome'>, use: KeyUse): readonly Match[] {
  return outcome('match').matches.filter((one) => one.use === use);
}

function verify(context: Context, use: KeyUse): Promise<void> {
  return verifyPersonPin(context, pinOfKey(context.card.capabilities, use));
}

function writeMissing(use: KeyUse): WriteStep<StepName<'write'>> {
  return {
    name: stepNames.write[use],
    kind: 'repeatable',
    label: { 'zh-TW': `將${useWords[use]['zh-TW']}憑證寫入晶片卡`, en: `Writing the ${useWords[use].en} certificate` },
    async run(context) {
      const missing = matchesOf(context, use).filter(({ written }) => !written);
      if (missing.length === 0) return nothing;
      await checkMissing(context, context.outcome('match').matches);
      await verify(context, use);
      for (const { place, certificate } of missing) {
        await context.card.writeCertificate(use, place, fromBase64(certificate));
      }
      return nothing;
    },
  };
}

function checkKeys(use: KeyUse): WriteStep<StepName<'check'>> {
  return {
    name: stepNames.check[use],
    kind: 'read',
    label: {
      'zh-TW': `驗證${useWords[use]['zh-TW']}憑證與金鑰`,
      en: `Checking the ${useWords[use].en} certificate and key`,
    },
    async run(context) {
      for (const { place, certificate } of matchesOf(context, use)) {
        await checkPair(
          context.card,
          { use, place },
          { written: fromBase64(certificate), verify: () => verify(context, use) },
        );
      }
      return nothing;
    },
  };
}

function makeNewestCurrent(use: KeyUse): WriteStep<StepName<'makeCurrent'>> {
  return {
    name: stepNames.makeCurrent[use],
    kind: 'repeatable',
    label: {
      'zh-TW': `啟用最新的${useWords[use]['zh-TW']}憑證`,
      en: `Putting the newest ${useWords[use].en} certificate first`,
    },
    async run(context) {
      const newest = matchesOf(context, use).find((one) => one.newest);
      if (newest === undefined || (newest.current && newest.written)) return nothing;
      await verify(context, use);
      await context.card.makeCurrent(use, newest.place);
      return nothing;
    },
  };
}

const reportRewritten: WriteStep<'reportRewritten'> = {
  name: 'reportRewritten',
  kind: 'repeatable',
  label: { 'zh-TW': '回報註冊中心', en: 'Reporting to the RA' },
  run({ cardSerial, outcome, enqueue, audit }) {
    const { matches } = outcome('match');
    const certificateSerials = matches.map(({ certificate }) => readCertificate(fromBase64(certificate)).serial);
    enqueue('certificatesRewritten', { cardSerial, certificateSerials });
    audit('certificates.rewritten', { written: matches.filter(({ written }) => !written).length });
    return Promise.resolve(nothing);
  },
};

/** The newest of each use first, then the older ones. */
function resultCertificates(matches: readonly Match[]): CertificateView[] {
  return [...matches.filter(({ newest }) => newest), ...matches.filter(({ newest }) => !newest)].map(
    ({ use, certificate }) => wireCertificate(use, fromBase64(certificate)),
  );
}

export const writeCertificates = jobType<'writeCertificates', Input, Outcomes>({
  kind: 'writeCertificates',
  needsRa: 'always',
  makesKeys: 'no',
  bindsCard: false,
  onlyReads: false,
  pinsBefore: pinsIn,
  input: storedInput(inputSchema),
  admit(order, context) {
    const { card, profile } = context;
    const pins = checkCardPins(card, order, triesFailures);
    return { ...context.personOf(order), certificateUses: profile.certificateUses, pins };
  },
  steps: ({ certificateUses }) =>
    certificateUses === 'single'
      ? [
          checkCard,
          fetchCertificates,
          match,
          verifyPins,
          writeMissing('signEncrypt'),
          checkKeys('signEncrypt'),
          makeNewestCurrent('signEncrypt'),
          reportRewritten,
        ]
      : [
          checkCard,
          fetchCertificates,
          match,
          verifyPins,
          writeMissing('sign'),
          checkKeys('sign'),
          makeNewestCurrent('sign'),
          writeMissing('encrypt'),
          checkKeys('encrypt'),
          makeNewestCurrent('encrypt'),
          reportRewritten,
        ],
  result({ outcome, cardSerial }) {
    const { matches } = outcome('match');
    return {
      cardSerial,
      lifeCycle: 'issued',
      certificates: resultCertificates(matches),
      alreadyThere: matches.every(({ written, newest, current }) => written && newest === current),
    };
  },
});

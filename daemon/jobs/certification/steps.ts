/** Steps that make keys on a card, obtain their certificates, write them and check that each belongs to its key. */
import type { z } from 'zod';
import { fromBase64, toBase64 } from '../../../base/bytes.js';
import type { KeyUse } from '../../../base/terms.js';
import type { KeyPlace } from '../../../card/drivers/driver.js';
import { createCertificationRequest } from '../../../base/pki/certificationRequest.js';
import { useWords } from '../../contract/failures/factWords.js';
import { wireCertificate, type CertificateView } from '../../ras/certificateView.js';
import { idempotencyKey } from '../idempotencyKey.js';
import type { Step, StepContext, StepOf } from '../step.js';
import { storedCertificateUses, storedPins } from '../storedInput.js';
import { checkIssued } from './checks.js';
import { checkNewKey, checkRelease, type ReleasePair } from './release.js';
import { checkPair, type Places } from '../../readers/keyPair.js';
import { keyUses, stepNames, type StepName } from './uses.js';

type Nothing = Readonly<Record<string, never>>;
export const nothing: Nothing = {};

type ByUse<Value> = Readonly<Partial<Record<KeyUse, Value>>>;

/** What the steps need of an order at the RA. */
export interface OrderFacts {
  readonly orderId: string;
  /** Absent where the order was opened by an earlier version. */
  readonly fence?: number;
  readonly registrationId: string;
  /** X.509 DER, base64. */
  readonly escrowCertificate: string;
  readonly userIdentifier: string;
}

/** Outcomes of these steps. */
export type CertificationOutcomes = {
  /** The place of the new key pair of each use. It is chosen once, so that the pair is in the same place after a restart. */
  checkCard: { readonly places: Places };
  openOrder: OrderFacts;
  obtainCertificates: { readonly certificates: ByUse<string> };
} & Record<StepName<'generate'>, { readonly publicKey: string }> &
  Record<StepName<'request'>, { readonly request: string }> &
  Record<StepName<'write' | 'check' | 'makeCurrent'>, Nothing>;

export const certificationInput = storedPins.extend({ certificateUses: storedCertificateUses });
export type CertificationInput = z.infer<typeof certificationInput>;

type Context = StepContext<CertificationInput, CertificationOutcomes>;
type CertificationStep<Name extends keyof CertificationOutcomes> = Step<
  CertificationInput,
  CertificationOutcomes,
  Name
>;

function placeOf({ outcome }: Pick<Context, 'outcome'>, use: KeyUse): KeyPlace {
  const place = outcome('checkCard').places[use];
  if (place === undefined) throw new Error(`no place was chosen for ${use}`);
  return place;
}

/** @returns X.509 DER */
export function certificateOf({ outcome }: Pick<Context, 'outcome'>, use: KeyUse): Uint8Array {
  const certificate = outcome('obtainCertificates').certificates[use];
  if (certificate === undefined) throw new Error(`no certificate was obtained for ${use}`);
  return fromBase64(certificate);
}

/** The new certificates, for the result of the job. */
export function obtainedCertificates(context: Pick<Context, 'input' | 'outcome'>): CertificateView[] {
  return keyUses(context.input.certificateUses).map((use) => wireCertificate(use, certificateOf(context, use)));
}

/**
 * The certificate of each key, checked again: a job may have adopted what another one obtained.
 * @throws {Failure} as `checkIssued`
 */
function obtainedPairs(context: Pick<Context, 'input' | 'outcome' | 'services'>): readonly ReleasePair[] {
  const { input, outcome, services } = context;
  const uses = keyUses(input.certificateUses);
  const expected = uses.map((use) => ({ use, publicKey: fromBase64(outcome(stepNames.generate[use]).publicKey) }));
  const issued = uses.map((use) => ({ use, certificate: certificateOf(context, use) }));
  return checkIssued(issued, expected, { subject: services.profile.subject, ...outcome('openOrder') });
}

/** What each fact of the job's order names. */
export function ofOrder({
  cardSerial,
  outcome,
}: {
  readonly cardSerial: string;
  readonly outcome: (step: 'openOrder') => OrderFacts;
}): { cardSerial: string; orderId: string; fence?: number } {
  const { orderId, fence } = outcome('openOrder');
  return { cardSerial, orderId, ...(fence !== undefined && { fence }) };
}

/** For the fact that reports them. */
export function obtainedSerials(context: Pick<Context, 'input' | 'outcome'>): string[] {
  return obtainedCertificates(context).map(({ serial }) => serial);
}

export const obtainCertificates: CertificationStep<'obtainCertificates'> = {
  name: 'obtainCertificates',
  kind: 'repeatable',
  label: { 'zh-TW': '向憑證中心取得憑證', en: 'Obtaining the certificates' },
  async run(context) {
    const { jobId, input, outcome, services } = context;
    const uses = keyUses(input.certificateUses);
    const { orderId, userIdentifier } = outcome('openOrder');
    // The RA certifies only after it has the PUKs, the PINs and the accepted terms.
    await services.flushOutbox();
    const issued = await services.ra.requestCertificates(
      orderId,
      uses.map((use) => ({ use, request: fromBase64(outcome(stepNames.request[use]).request) })),
      idempotencyKey(jobId, 'obtainCertificates'),
    );
    const expected = uses.map((use) => ({ use, publicKey: fromBase64(outcome(stepNames.generate[use]).publicKey) }));
    const checked = checkIssued(issued, expected, { subject: services.profile.subject, userIdentifier });
    await checkRelease(context, checked);
    return { certificates: Object.fromEntries(checked.map((one) => [one.use, toBase64(one.certificate)])) };
  },
};

export const reportIssued: StepOf<CertificationInput, CertificationOutcomes, 'reportIssued', Nothing> = {
  name: 'reportIssued',
  kind: 'repeatable',
  label: { 'zh-TW': '回報註冊中心', en: 'Reporting to the RA' },
  run(context) {
    const { enqueue, audit } = context;
    const order = ofOrder(context);
    enqueue('cardIssued', { ...order, certificateSerials: obtainedSerials(context) });
    audit('card.issued', { order: order.orderId });
    return Promise.resolve(nothing);
  },
};

/** What `verify` may use to let the card use a key. */
export type KeyContext = Pick<
  StepContext<unknown, unknown>,
  'card' | 'cardSerial' | 'pins' | 'services' | 'attempt' | 'retryDecided'
>;

/** The steps around one key. */
export interface KeySteps {
  readonly generateKey: (use: KeyUse) => CertificationStep<StepName<'generate'>>;
  readonly requestCertificate: (use: KeyUse) => CertificationStep<StepName<'request'>>;
  readonly writeCertificate: (use: KeyUse) => CertificationStep<StepName<'write'>>;
  readonly checkKey: (use: KeyUse) => CertificationStep<StepName<'check'>>;
  readonly makeCurrent: (use: KeyUse) => CertificationStep<StepName<'makeCurrent'>>;
}

/** @param verify lets the card use the key of this use */
export function keySteps(verify: (context: KeyContext, use: KeyUse) => Promise<void>): KeySteps {
  return {
    // Repeatable: a certificate is requested only after the outcome is stored, so a key without an outcome can be overwritten.
    generateKey: (use) => ({
      name: stepNames.generate[use],
      kind: 'repeatable',
      long: true,
      label: {
        'zh-TW': `在晶片卡上產生${useWords[use]['zh-TW']}金鑰`,
        en: `Generating the ${useWords[use].en} key on the card`,
      },
      async run(context) {
        const { card, services } = context;
        const place = placeOf(context, use);
        await verify(context, use);
        const publicKey = await card.generateKey(use, place, services.profile.keyAlgorithm);
        await checkNewKey(context, use, publicKey);
        await card.writeKeyObjects(use, place, publicKey);
        return { publicKey: toBase64(publicKey) };
      },
    }),
    requestCertificate: (use) => ({
      name: stepNames.request[use],
      kind: 'repeatable',
      label: {
        'zh-TW': `以${useWords[use]['zh-TW']}金鑰簽署憑證請求`,
        en: `Signing the certificate request (${useWords[use].en})`,
      },
      async run(context) {
        const { card, outcome } = context;
        const place = placeOf(context, use);
        await verify(context, use);
        const request = await createCertificationRequest([{ type: 'CN', value: outcome('openOrder').userIdentifier }], {
          publicKey: fromBase64(outcome(stepNames.generate[use]).publicKey),
          sign: (data) => card.sign(use, place, data),
        });
        return { request: toBase64(request) };
      },
    }),
    writeCertificate: (use) => ({
      name: stepNames.write[use],
      kind: 'repeatable',
      label: {
        'zh-TW': `將${useWords[use]['zh-TW']}憑證寫入晶片卡`,
        en: `Writing the ${useWords[use].en} certificate`,
      },
      async run(context) {
        await checkRelease(context, obtainedPairs(context));
        await verify(context, use);
        await context.card.writeCertificate(use, placeOf(context, use), certificateOf(context, use));
        return nothing;
      },
    }),
    checkKey: (use) => ({
      name: stepNames.check[use],
      kind: 'read',
      label: {
        'zh-TW': `驗證${useWords[use]['zh-TW']}憑證與金鑰`,
        en: `Checking the ${useWords[use].en} certificate and key`,
      },
      async run(context) {
        const pair = { use, place: placeOf(context, use) };
        await checkPair(context.card, pair, {
          written: certificateOf(context, use),
          verify: () => verify(context, use),
        });
        return nothing;
      },
    }),
    makeCurrent: (use) => ({
      name: stepNames.makeCurrent[use],
      kind: 'repeatable',
      label: {
        'zh-TW': `啟用新的${useWords[use]['zh-TW']}憑證`,
        en: `Putting the new ${useWords[use].en} certificate first`,
      },
      async run(context) {
        await verify(context, use);
        await context.card.makeCurrent(use, placeOf(context, use));
        return nothing;
      },
    }),
  };
}

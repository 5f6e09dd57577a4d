/** Schemas that check the RA's answers. A schema that differs from the contract does not compile. */
import { z } from 'zod';
import { fromBase64 } from '../../base/bytes.js';
import { RaRefusedError, RaUnavailableError, type RaRefusal } from '../connector.js';
import { isRevocationList } from '../../base/pki/revocationList.js';
import type { components } from './schema.generated.js';

type Schemas = components['schemas'];
/** A schema that accepts what the contract's schema of this name allows. */
type Contract<Name extends keyof Schemas> = z.ZodType<unknown, Schemas[Name]>;

/** DER in base64; the result is bytes. */
const der = z
  .base64()
  .min(4)
  .transform((text, context) => {
    try {
      return fromBase64(text);
    } catch {
      context.issues.push({ code: 'custom', input: text, message: 'not canonical base64' });
      return z.NEVER;
    }
  });
const pin = z.union([z.literal(1), z.literal(2)]);
const use = z.enum(['sign', 'encrypt', 'signEncrypt']);
const time = z.iso.datetime();

const registration = z.object({
  id: z.string(),
  state: z.enum(['pending', 'approved', 'issuing', 'prepared', 'issued', 'revoked']),
  subscriberId: z.string(),
  userIdentifier: z.string(),
  name: z.string(),
  approvedAt: z.string().nullable(),
  cardSerial: z.string().nullable(),
}) satisfies Contract<'Registration'>;

const certificateRecord = z.object({
  id: z.string(),
  userIdentifier: z.string(),
  serial: z.string(),
  status: z.enum(['valid', 'expiringSoon', 'expired', 'revoked', 'suspended']),
  use,
  cardSerial: z.string().nullable(),
  certificate: der,
  revokedAt: time.nullable(),
  revocationReason: z
    .enum([
      'unspecified',
      'keyCompromise',
      'affiliationChanged',
      'superseded',
      'cessationOfOperation',
      'privilegeWithdrawn',
    ])
    .nullable(),
}) satisfies Contract<'CertificateRecord'>;

const facts = z.record(z.string(), z.union([z.string(), z.number()]));
const event = z.object({ at: time, actor: z.string(), event: z.string(), facts }) satisfies Contract<'RaEvent'>;

export const pingAnswer = z.object({ time, minimumGatewayVersion: z.string() });
export const registrationsAnswer = z.object({ registrations: z.array(registration) });
export const lookedUpAnswer = z.object({ registrations: z.array(registration.nullable()) });
export const batchOrdersAnswer = z.object({
  orders: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      product: z.enum(['issueCard', 'prepareCard']),
      count: z.int().min(1),
      priority: z.int().min(0).max(9),
      placedAt: time,
    }) satisfies Contract<'BatchOrder'>,
  ),
});
export const batchEntriesAnswer = z.object({
  entries: z.array(
    z.object({
      number: z.int().min(1),
      registrationId: z.string(),
      userIdentifier: z.string(),
      name: z.string(),
    }) satisfies Contract<'BatchEntry'>,
  ),
});
export const registrationRecordAnswer = z.object({
  registration,
  letterContact: z.string(),
  account: z.string(),
  accountState: z.enum(['active', 'passwordChangeRequired', 'suspended']),
  certificates: z.array(certificateRecord),
  acceptedTerms: z.array(z.object({ version: z.string(), acceptedAt: time })),
  history: z.array(event),
}) satisfies Contract<'RegistrationRecord'>;
export const cardRecordAnswer = z.object({
  cardSerial: z.string(),
  family: z.string().nullable(),
  state: z.enum(['unknown', 'issuing', 'prepared', 'issued', 'spoiled']),
  registration: registration.nullable(),
  openedAt: time.nullable(),
  issuedAt: time.nullable(),
  spoiledAt: time.nullable(),
  spoilReason: z.enum(['damaged', 'printingFault', 'personalisationFailed', 'lost', 'other']).nullable(),
  certificates: z.array(certificateRecord),
  escrowedPuks: z.array(z.union([z.literal(1), z.literal(2)])),
  pukReleases: z.int(),
  history: z.array(event),
}) satisfies Contract<'CardRecord'>;
export const certificateAnswer = z.object({ certificate: certificateRecord.nullable() });
export const certificateRecordsAnswer = z.object({ certificates: z.array(certificateRecord) });
export const revocationListAnswer = z
  .instanceof(ArrayBuffer)
  .transform((content) => new Uint8Array(content))
  .refine(isRevocationList, 'not a CRL');

const order = z.object({
  id: z.string(),
  fence: z.int().min(1),
  registration,
  cardSerial: z.string(),
  escrowCertificate: der,
  subject: z.string(),
}) satisfies Contract<'Order'>;
export const orderAnswer = order;
const certificates = z.array(z.object({ use, certificate: der })) satisfies Contract<'IssuedCertificates'>;
export const certificatesAnswer = z.object({ certificates });

export const subscriberAnswer = z.object({
  id: z.string(),
  registrationId: z.string(),
  name: z.string(),
  expiresAt: time,
}) satisfies Contract<'SubscriberAuthorisation'>;
export const changedAnswer = z.object({ changedAt: time });
export const challengeAnswer = z.object({
  id: z.string(),
  challenge: der.refine(({ length }) => length === 32),
  expiresAt: time,
}) satisfies Contract<'CardChallenge'>;
export const authorisationAnswer = z.object({
  id: z.string(),
  cardSerial: z.string(),
  pin,
  name: z.string(),
  expiresAt: time,
}) satisfies Contract<'UnblockAuthorisation'>;
export const pukAnswer = z.object({ sealedPuk: der });

export const revokedAnswer = z.object({ revokedAt: time, serials: z.array(z.string()) });
export const resetAnswer = z.object({ letterId: z.string() });
const letter = z.object({
  id: z.string(),
  kind: z.enum(['cardPins', 'websitePassword']),
  registrationId: z.string(),
  name: z.string(),
  userIdentifier: z.string(),
  cardSerial: z.string().nullable(),
  madeAt: time,
  delivery: z.enum(['print', 'contact']),
  printed: z.int(),
  lastPrintedAt: time.nullable(),
  releasedElsewhere: z.boolean(),
}) satisfies Contract<'LetterRecord'>;
export const lettersAnswer = z.object({ letters: z.array(letter) });
export const foundLetterAnswer = z.object({ letter: letter.nullable() });
export const spoiledAnswer = z.object({ spoiledAt: time });
export const gatewayCertificateAnswer = z.object({ certificate: der });

export const auditCheckpointAnswer = z.object({
  checkpoint: z.object({ seq: z.int(), hash: z.string() }).nullable(),
});

export const deliveriesAnswer = z.object({
  deliveries: z.array(
    z.discriminatedUnion('accepted', [
      z.object({ id: z.string(), accepted: z.literal(true) }),
      z.object({ id: z.string(), accepted: z.literal(false), reason: z.string() }),
    ]),
  ),
});

/** Every reason of the contract: a missing one does not compile. */
const refusals: Record<Schemas['RefusalReason'] & RaRefusal, true> = {
  registrationUnknown: true,
  registrationNotApproved: true,
  registrationAlreadyIssued: true,
  cardAlreadyBound: true,
  cardUnknown: true,
  orderUnknown: true,
  orderHeldElsewhere: true,
  operatorUnknown: true,
  batchOrderUnknown: true,
  proofOfPossessionFailed: true,
  publicKeyReused: true,
  certificateAlreadyIssued: true,
  passwordWrong: true,
  accountSuspended: true,
  passwordChangeRequired: true,
  notCardHolder: true,
  authorisationExpired: true,
  authorisationUsed: true,
  noEscrowedPuk: true,
  registrationNotPrepared: true,
  cardSpoiled: true,
  certificateUnknown: true,
  certificateRevoked: true,
  certificateSuspended: true,
  certificatesInForce: true,
  noCertificateInForce: true,
  alreadyRevoked: true,
  renewalTooEarly: true,
  renewalTooLate: true,
  termsOutdated: true,
  passwordRule: true,
  passwordSame: true,
  challengeExpired: true,
  proofFailed: true,
  letterUnknown: true,
  letterAlreadyPrinted: true,
  letterReleasedElsewhere: true,
  letterNotForPrint: true,
  idempotencyConflict: true,
  badRequest: true,
  notAllowed: true,
};

const isKnown = (reason: string): reason is RaRefusal => Object.hasOwn(refusals, reason);

/** An RA of a later contract may give other reasons: a refusal all the same. Facts that cannot be read take nothing from it. */
const reason = z.string().min(1);
const refusalFacts = facts.catch({});

/** RFC 9457 with the contract's members. */
export const problemAnswer = z.object({ reason, facts: refusalFacts });

/** The error of a refusal. A reason that the contract does not have becomes a fact, shortened to what a person can be shown. */
export function refusedFor(reason: string, facts: Readonly<Record<string, string | number>>): RaRefusedError {
  if (isKnown(reason)) return new RaRefusedError(reason, facts);
  return new RaRefusedError('unrecognised', { reason: reason.replace(/[^\x20-\x7e]/g, '?').slice(0, 64) });
}

const notDone = [
  z.object({ outcome: z.literal('refused'), reason, facts: refusalFacts }),
  z.object({ outcome: z.literal('failed') }) satisfies Contract<'FailedOne'>,
] as const;

/** The result of one of many requests that was refused or failed. */
export type NotDone = z.output<(typeof notDone)[number]>;

const done = z.literal('done');
export const ordersAnswer = z.object({
  results: z.array(z.discriminatedUnion('outcome', [z.object({ outcome: done, order }), ...notDone])),
});
export const certifiedAnswer = z.object({
  results: z.array(z.discriminatedUnion('outcome', [z.object({ outcome: done, certificates }), ...notDone])),
});
export const releasesAnswer = z.object({
  results: z.array(z.discriminatedUnion('outcome', [z.object({ outcome: done, sealedLetter: der }), ...notDone])),
});

/** The result of one of many requests. */
type Result<Answer> = ({ readonly outcome: 'done' } & Answer) | NotDone;

/** @returns the answer, or the error in its place */
export function answerOf<Done, Answer>(
  result: Result<Done>,
  answer: (done: { readonly outcome: 'done' } & Done) => Answer,
): Answer | RaRefusedError | RaUnavailableError {
  switch (result.outcome) {
    case 'done':
      return answer(result);
    case 'refused':
      return refusedFor(result.reason, result.facts);
    case 'failed':
      return new RaUnavailableError('the RA could not answer one of many requests');
  }
}

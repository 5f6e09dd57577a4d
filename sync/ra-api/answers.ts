/** What the RA answered is checked before it is believed; the types agree with the contract's by compilation. */
import { z } from 'zod';
import type { RaRefusal } from '../connector.js';
import type { components } from './schema.generated.js';

type Schemas = components['schemas'];

const der = z.base64().min(4);
const pin = z.union([z.literal(1), z.literal(2)]);
const use = z.enum(['sign', 'encrypt', 'signEncrypt']);

const registration = z.object({
  id: z.string(),
  state: z.enum(['pending', 'approved', 'issuing', 'prepared', 'issued', 'revoked']),
  subscriberId: z.string(),
  userIdentifier: z.string(),
  name: z.string(),
  approvedAt: z.string().nullable(),
  cardSerial: z.string().nullable(),
}) satisfies z.ZodType<Schemas['Registration']>;

export const pingAnswer = z.object({ time: z.iso.datetime(), minimumGatewayVersion: z.string() });
export const registrationsAnswer = z.object({ registrations: z.array(registration) });
export const orderAnswer = z.object({
  id: z.string(),
  registration,
  cardSerial: z.string(),
  escrowCertificate: der,
  subject: z.string(),
}) satisfies z.ZodType<Schemas['Order']>;
export const certificatesAnswer = z.object({ certificates: z.array(z.object({ use, certificate: der })) });
export const authorisationAnswer = z.object({
  id: z.string(),
  cardSerial: z.string(),
  pin,
  name: z.string(),
  expiresAt: z.iso.datetime(),
}) satisfies z.ZodType<Schemas['UnblockAuthorisation']>;
export const pukAnswer = z.object({ sealedPuk: der });
export const deliveriesAnswer = z.object({
  deliveries: z.array(
    z.discriminatedUnion('accepted', [
      z.object({ id: z.string(), accepted: z.literal(true) }),
      z.object({ id: z.string(), accepted: z.literal(false), reason: z.string() }),
    ]),
  ),
});

/** Every reason that the contract names: leaving one out does not compile. */
const refusals: Record<Schemas['RefusalReason'] & RaRefusal, true> = {
  registrationUnknown: true,
  registrationNotApproved: true,
  registrationAlreadyIssued: true,
  cardAlreadyBound: true,
  cardUnknown: true,
  orderUnknown: true,
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
  certificateNotOfCard: true,
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
  letterNotForPrint: true,
  idempotencyConflict: true,
  badRequest: true,
  notAllowed: true,
};

/** RFC 9457 with the contract's members. */
export const problemAnswer = z.object({
  reason: z.custom<RaRefusal>((value) => typeof value === 'string' && Object.hasOwn(refusals, value)),
  facts: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});

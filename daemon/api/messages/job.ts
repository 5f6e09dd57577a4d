/** Jobs, their steps and questions. */
import { z } from 'zod';
import { failureSchema, localizedSchema, pinReferenceSchema, secretText } from './base.js';
import { pinStatusSchema } from './card.js';

export const jobKindSchema = z.enum(['issueCard', 'unblockPin', 'changePin', 'viewCard']);
export type JobKind = z.infer<typeof jobKindSchema>;

export const jobStateSchema = z.enum([
  'running',
  /** The card was pulled: put the same card back. */
  'waitingForCard',
  /** The RA is away: goes on by itself. */
  'waitingForRa',
  /** A question stands open: see `question`. */
  'waitingForPerson',
  'finished',
  'failed',
  'cancelled',
]);

export const stepSchema = z.object({
  name: z.string(),
  /** What to tell the person while it runs. */
  label: localizedSchema,
  state: z.enum(['pending', 'running', 'done', 'failed']),
  /** May take seconds to half a minute (key generation): the screen says so instead of inventing a bar. */
  long: z.boolean(),
  startedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
});
export type WireStep = z.infer<typeof stepSchema>;

export const questionSchema = z.discriminatedUnion('kind', [
  /**
   * PINs are needed again: they are never stored, and a change that was cut short cannot be told from one that was not.
   * `chosen`: type those in `pins`; `random`: agree that new ones are drawn and printed.
   */
  z.object({
    kind: z.literal('enterPins'),
    mode: z.enum(['random', 'chosen']),
    pins: z.array(pinReferenceSchema),
    reason: failureSchema,
  }),
  /** The subscriber has to log in again and choose the new PIN again (unblockPin after a restart). */
  z.object({ kind: z.literal('authoriseAgain'), pin: pinReferenceSchema, reason: failureSchema }),
  /** changePin was interrupted: only a try of the person can tell which PIN is in force. */
  z.object({ kind: z.literal('tryNewPin'), pin: pinReferenceSchema, triesLeft: z.int(), reason: failureSchema }),
  /** A step of a card that must be finished failed; a person decides. */
  z.object({ kind: z.literal('decide'), reason: failureSchema }),
]);
export type WireQuestion = z.infer<typeof questionSchema>;

export const certificateSchema = z.object({
  use: z.enum(['sign', 'encrypt', 'signEncrypt']),
  /** Upper-case hex. */
  serial: z.string(),
  subject: z.string(),
  issuer: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
});
export type WireCertificate = z.infer<typeof certificateSchema>;

/** What a finished job tells: public facts only. */
export const jobResultSchema = z.object({
  cardSerial: z.string().optional(),
  certificates: z.array(certificateSchema).optional(),
  pins: z.array(pinStatusSchema).optional(),
  lifeCycle: z.enum(['blank', 'incomplete', 'prepared', 'issued']).optional(),
  /** Were the PINs drawn at random, to be printed in the password letter by the RA? */
  pinsInLetter: z.boolean().optional(),
});

export const jobSchema = z.object({
  id: z.string(),
  kind: jobKindSchema,
  state: jobStateSchema,
  /** null: it needs no RA. */
  raId: z.string().nullable(),
  readerId: z.string(),
  cardSerial: z.string().nullable(),
  /** unblockPin, changePin: which PIN. */
  pin: pinReferenceSchema.nullable(),
  /** issueCard: for whom. */
  registrationId: z.string().nullable(),
  /** Who asked for it: `kiosk` or the operator's name. */
  actor: z.string(),
  steps: z.array(stepSchema),
  question: questionSchema.nullable(),
  failure: failureSchema.nullable(),
  result: jobResultSchema.nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type WireJob = z.infer<typeof jobSchema>;

/** Whose subscriber it is for; the only RA when there is one. */
const raId = z.string().optional();

/** POST /api/jobs. Answer: 201 `{ job }`. Header `Idempotency-Key` (UUID): the same key gives the same job. */
export const createJobSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('issueCard'),
    raId,
    readerId: z.string(),
    registrationId: z.string(),
    /** Chosen at the counter, or drawn at random and printed by the RA. */
    pins: z.discriminatedUnion('mode', [
      z.strictObject({ mode: z.literal('random') }),
      z.strictObject({ mode: z.literal('chosen'), pin1: secretText, pin2: secretText }),
    ]),
  }),
  /** The kiosk session must hold an authorisation for this card and PIN (POST /api/authorisations). */
  z.strictObject({
    kind: z.literal('unblockPin'),
    raId,
    readerId: z.string(),
    pin: pinReferenceSchema,
    newPin: secretText,
  }),
  z.strictObject({
    kind: z.literal('changePin'),
    raId,
    readerId: z.string(),
    pin: pinReferenceSchema,
    oldPin: secretText,
    newPin: secretText,
    /** The person's explicit word when one try is left. */
    lastTryConfirmed: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal('viewCard'), readerId: z.string() }),
]);
export type CreateJob = z.input<typeof createJobSchema>;

/** GET /api/jobs?limit=50 → 200 `{ jobs }`, newest first. GET /api/jobs/{id} → 200 `{ job }`. */
export const listJobsSchema = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) });

/** POST /api/jobs/{id}/answer → 200 `{ job }`. POST /api/jobs/{id}/cancel (no body) → 200 `{ job }`. */
export const answerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('enterPins'),
    pins: z.discriminatedUnion('mode', [
      z.strictObject({ mode: z.literal('random') }),
      z.strictObject({
        mode: z.literal('chosen'),
        /** Those that the question names. */
        pin1: secretText.optional(),
        pin2: secretText.optional(),
      }),
    ]),
  }),
  /** After a new POST /api/authorisations for the same card and PIN. */
  z.strictObject({ kind: z.literal('authoriseAgain'), newPin: secretText }),
  z.strictObject({ kind: z.literal('tryNewPin'), newPin: secretText }),
  z.strictObject({ kind: z.literal('decide'), decision: z.enum(['tryAgain', 'stop']) }),
]);
export type Answer = z.infer<typeof answerSchema>;

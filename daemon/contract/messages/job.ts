/** Jobs under way: their steps, questions and answers. What is sent to begin one stands in `../jobs/`. */
import { z } from 'zod';
import { lastTryConfirmed } from '../jobs/fields.js';
import { jobKindSchema, jobResultSchema } from '../jobs/index.js';
import { failureSchema, localizedSchema, pinReferenceSchema, secretText } from './base.js';
import { certificateSchema } from './card.js';
import { registrationSchema } from './ra.js';

export const jobStateSchema = z
  .enum(['running', 'waitingForCard', 'waitingForRa', 'waitingForPerson', 'finished', 'failed', 'cancelled'])
  .describe(
    '`waitingForCard`: the card was pulled, put the same card back. `waitingForRa`: the RA is away, it goes on by itself. ' +
      '`waitingForPerson`: a question stands open, see `question`.',
  );

export const stepSchema = z.object({
  name: z.string(),
  label: localizedSchema.describe('What to tell the person while it runs.'),
  state: z.enum(['pending', 'running', 'done', 'failed']),
  long: z
    .boolean()
    .describe('May take seconds to half a minute (key generation): the screen says so instead of inventing a bar.'),
  startedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
});
export type WireStep = z.infer<typeof stepSchema>;

export const questionSchema = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('enterPins'),
      mode: z.enum(['random', 'chosen']),
      pins: z.array(pinReferenceSchema),
      reason: failureSchema,
    })
    .describe(
      'PINs are needed again: they are never stored, and a change that was cut short cannot be told from one that was not. ' +
        '`chosen`: type those in `pins`; `random`: agree that new ones are drawn and printed.',
    ),
  z
    .object({ kind: z.literal('authoriseAgain'), pin: pinReferenceSchema, reason: failureSchema })
    .describe('The subscriber has to log in again and choose the new PIN again (unblockPin after a restart).'),
  z
    .object({ kind: z.literal('tryNewPin'), pin: pinReferenceSchema, triesLeft: z.int(), reason: failureSchema })
    .describe('changePin was interrupted: only a try of the person can tell which PIN is in force.'),
  z
    .object({
      kind: z.literal('verifyPins'),
      pins: z.array(z.object({ reference: pinReferenceSchema, triesLeft: z.int() })),
      reason: failureSchema,
    })
    .describe(
      'The card’s own PINs, those in `pins`: after a pulled card or a restart, which forget them, or after a wrong one. ' +
        'Where one try is left the answer has to carry `lastTryConfirmed`.',
    ),
  z
    .object({
      kind: z.literal('confirmTerms'),
      registration: registrationSchema,
      certificates: z.array(certificateSchema).describe('Those that are renewed.'),
      termsVersion: z.string().describe('The terms (用戶約定條款) to read and to tick.'),
      reason: failureSchema,
    })
    .describe('renewCertificates, when the card has proved itself: are the data right, and are the terms accepted?'),
  z
    .object({ kind: z.literal('decide'), reason: failureSchema })
    .describe('A step of a card that must be finished failed; a person decides.'),
]);
export type WireQuestion = z.infer<typeof questionSchema>;

export const jobSchema = z.object({
  id: z.string(),
  kind: jobKindSchema,
  state: jobStateSchema,
  raId: z.string().nullable().describe('null: it needs no RA.'),
  readerId: z.string(),
  cardSerial: z.string().nullable(),
  pin: pinReferenceSchema.nullable().describe('unblockPin, changePin: which PIN.'),
  registrationId: z.string().nullable().describe('For whom, where that is known before the card is asked.'),
  actor: z.string().describe('Who asked for it: `kiosk` or the operator’s name.'),
  steps: z.array(stepSchema),
  question: questionSchema.nullable(),
  failure: failureSchema.nullable(),
  result: jobResultSchema.nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type WireJob = z.infer<typeof jobSchema>;

export const listJobsSchema = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) });

export const answerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('enterPins'),
    pins: z.discriminatedUnion('mode', [
      z.strictObject({ mode: z.literal('random') }),
      z.strictObject({
        mode: z.literal('chosen'),
        pin1: secretText.optional().describe('Those that the question names.'),
        pin2: secretText.optional(),
      }),
    ]),
  }),
  z
    .strictObject({ kind: z.literal('authoriseAgain'), newPin: secretText })
    .describe('After a new POST /api/authorisations for the same card and PIN.'),
  z.strictObject({ kind: z.literal('tryNewPin'), newPin: secretText, lastTryConfirmed }),
  z
    .strictObject({
      kind: z.literal('verifyPins'),
      pin1: secretText.optional(),
      pin2: secretText.optional(),
      lastTryConfirmed,
    })
    .describe('Those that the question names.'),
  z.strictObject({ kind: z.literal('confirmTerms'), termsVersion: z.string().min(1).max(32) }),
  z.strictObject({ kind: z.literal('decide'), decision: z.enum(['tryAgain', 'stop']) }),
]);
export type Answer = z.input<typeof answerSchema>;

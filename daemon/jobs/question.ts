/** What a job asks a person, as the job and the store know it. The reason is a code with its facts: a screen gets it in words. */
import { z } from 'zod';
import { certificateViewSchema } from '../ras/certificateView.js';
import { storedRegistrationSchema } from '../ras/storedRegistration.js';
import { storedFailureSchema } from '../failures/storedFailure.js';
import { StoredFormat } from '../store/storedFormat.js';
import { storedPinReference } from './storedInput.js';

const reason = storedFailureSchema;

const questionSchema = z.discriminatedUnion('kind', [
  /** PINs are needed again: they are never stored. */
  z.object({
    kind: z.literal('enterPins'),
    mode: z.enum(['random', 'chosen']),
    pins: z.array(storedPinReference),
    reason,
  }),
  /** The subscriber logs in again and chooses the new PIN again. */
  z.object({ kind: z.literal('authoriseAgain'), pin: storedPinReference, reason }),
  /** A change of PIN was interrupted: only a try of the person can tell which PIN is in force. */
  z.object({ kind: z.literal('tryNewPin'), pin: storedPinReference, triesLeft: z.int(), reason }),
  /** The card's own PINs, each with the tries that it has left. */
  z.object({
    kind: z.literal('verifyPins'),
    pins: z.array(z.object({ reference: storedPinReference, triesLeft: z.int() })),
    reason,
  }),
  /** Are the data right, and are the terms (用戶約定條款) accepted? */
  z.object({
    kind: z.literal('confirmTerms'),
    registration: storedRegistrationSchema.extend({ raId: z.string() }),
    /** Those that are renewed. */
    certificates: z.array(certificateViewSchema),
    termsVersion: z.string(),
    reason,
  }),
  /** A step of a card that must be finished failed: try it again, or set the card aside. */
  z.object({ kind: z.literal('decide'), reason }),
]);
export type Question = z.infer<typeof questionSchema>;

/** Version 1 was the message of the screens: its reason has the words beside the code. They are left out. */
export const questionFormat = StoredFormat.of('job.question_json', questionSchema).next(questionSchema, (same) => same);

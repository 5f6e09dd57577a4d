/** Readers and cards. */
import { z } from 'zod';
import { failureSchema, pinReferenceSchema } from './base.js';

export const pinStatusSchema = z.object({
  reference: pinReferenceSchema,
  pinSet: z.boolean(),
  /** null while no PIN is set; 0 means locked (鎖卡). */
  triesLeft: z.int().nullable(),
  maxTries: z.int(),
});

/** The card's own PIN limits met with the RA's policy. */
export const pinRuleSchema = z.object({
  minLength: z.int(),
  maxLength: z.int(),
  /** A regular expression that each single character must match. */
  characters: z.string(),
});

export const cardSchema = z.discriminatedUnion('state', [
  /** Put in; not read yet. */
  z.object({ state: z.literal('reading') }),
  /** Known to a driver. */
  z.object({
    state: z.literal('known'),
    family: z.string(),
    serial: z.string(),
    lifeCycle: z.enum(['blank', 'incomplete', 'prepared', 'issued']),
    pins: z.array(pinStatusSchema),
    pinRule: pinRuleSchema,
    /** An unfinished job of this card. */
    openJobId: z.string().nullable(),
  }),
  /** No driver knows it. */
  z.object({ state: z.literal('unknown'), atr: z.string() }),
  /** It does not answer, or somebody else holds it. */
  z.object({ state: z.literal('failed'), failure: failureSchema }),
]);
export type WireCard = z.infer<typeof cardSchema>;

export const readerSchema = z.object({
  /** Stable name of the position, used in requests. */
  id: z.string(),
  /** What staff read on it, e.g. `A1`. */
  name: z.string(),
  /** PC/SC name. */
  pcscName: z.string(),
  isKiosk: z.boolean(),
  /** Counts up with each card put in, so that a screen can tell a new card from the same one. */
  insertion: z.int(),
  /** null: empty. */
  card: cardSchema.nullable(),
  /** The job that holds the reader. */
  jobId: z.string().nullable(),
});
export type WireReader = z.infer<typeof readerSchema>;

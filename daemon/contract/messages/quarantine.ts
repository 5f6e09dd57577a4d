/** 隔離: lots of cards that are held back, and everything that was issued from them. */
import { z } from 'zod';
import { jobKindSchema } from '../jobs/index.js';
import { jobStateSchema } from './job.js';
import { serialRangeSchema } from './stock.js';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

export const placeQuarantineSchema = z
  .strictObject({
    range: serialRangeSchema.nullable().default(null),
    family: z.string().trim().min(1).max(64).nullable().default(null).describe('Card model.'),
    keys: z
      .strictObject({ from: day, to: day.nullable().describe('null: also keys that are generated from now on.') })
      .nullable()
      .default(null)
      .describe('Days (Asia/Taipei, both included) on which keys were generated.'),
    reason: z.string().trim().min(1).max(200),
  })
  .describe('Cards that fit everything that is given; at least one of `range`, `family`, `keys`.');
export type PlaceQuarantine = z.input<typeof placeQuarantineSchema>;

export const quarantineSchema = z
  .object({
    id: z.string(),
    range: serialRangeSchema.nullable(),
    family: z.string().nullable(),
    keys: z.object({ from: z.string(), to: z.string().nullable() }).nullable(),
    reason: z.string(),
    placedBy: z.string(),
    placedAt: z.string(),
    lifted: z
      .object({ at: z.string(), askedBy: z.string(), approvedBy: z.string(), reason: z.string() })
      .nullable()
      .describe('null: in force.'),
    holdsBlanks: z
      .boolean()
      .describe(
        'While it is in force: are blank and prepared cards of it refused? Not where it is about keys of the past.',
      ),
    affected: z
      .int()
      .nullable()
      .describe('Jobs that made something of a card of it, as its cards tell; null: it is lifted, ask for the cards.'),
  })
  .describe('A lot that is held back (隔離).');
export type WireQuarantine = z.infer<typeof quarantineSchema>;

export const quarantineListSchema = z.object({
  quarantines: z.array(quarantineSchema).describe('In force first, then newest first; at most 200.'),
});
export type WireQuarantineList = z.infer<typeof quarantineListSchema>;

export const liftQuarantineSchema = z.strictObject({ reason: z.string().trim().min(1).max(200) });

export const affectedCardSchema = z
  .object({
    cardSerial: z.string(),
    family: z.string().nullable(),
    raId: z.string().nullable(),
    registrationId: z.string().nullable(),
    userIdentifier: z.string().nullable(),
    jobId: z.string(),
    kind: jobKindSchema,
    state: jobStateSchema,
    at: z.string().describe('When the job ended, or was last changed.'),
    keysAt: z.string().nullable().describe('When its keys were generated, the last of them; null: none were.'),
    spoiled: z.boolean(),
    certificates: z.array(
      z.object({
        serial: z.string(),
        use: z.string(),
        notAfter: z.string(),
        state: z
          .enum(['issued', 'expired', 'revoked'])
          .describe('As this gateway knows it: the RA may have revoked one since (`issued`).'),
      }),
    ),
  })
  .describe('What a job made of a card of the lot.');
export type WireAffectedCard = z.infer<typeof affectedCardSchema>;

export const listAffectedSchema = z.strictObject({
  after: z.string().max(128).default('').describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const affectedCardListSchema = z.object({
  cards: z.array(affectedCardSchema).describe('By the serial number of the card.'),
  next: z.string().nullable().describe('null: these were the last.'),
});
export type WireAffectedCardList = z.infer<typeof affectedCardListSchema>;

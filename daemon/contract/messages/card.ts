/** Readers, cards and what is on them. */
import { z } from 'zod';
import { failureSchema, keyUseSchema, pinReferenceSchema } from './base.js';

export const pinStatusSchema = z.object({
  reference: pinReferenceSchema,
  pinSet: z.boolean(),
  triesLeft: z.int().nullable().describe('null while no PIN is set; 0 means locked (鎖卡).'),
  maxTries: z.int(),
});

export const pinRuleSchema = z
  .object({
    minLength: z.int(),
    maxLength: z.int(),
    characters: z.string().describe('A regular expression that each single character must match.'),
    weak: z
      .object({
        patterns: z.boolean().describe('Repetitions of a short group, and runs.'),
        personal: z.boolean().describe('Parts of the person’s data and of the card number.'),
        common: z.array(z.string()).describe('Words, alone or with up to four digits behind them.'),
      })
      .describe('What is refused as a new PIN because it is easy to guess.'),
  })
  .describe('The card’s own PIN limits met with the RA’s policy.');

export const certificateSchema = z.object({
  use: keyUseSchema,
  serial: z.string().describe('Upper-case hex.'),
  subject: z.string(),
  issuer: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
});
export type WireCertificate = z.infer<typeof certificateSchema>;

export const cardSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('reading') }).describe('Put in; not read yet.'),
  z
    .object({
      state: z.literal('known'),
      family: z.string(),
      serial: z.string(),
      lifeCycle: z.enum(['blank', 'foreign', 'incomplete', 'prepared', 'issued']),
      pins: z.array(
        pinStatusSchema.extend({
          pukTriesLeft: z
            .int()
            .nullable()
            .describe('Tries left of the PUK, where one is known to be spent; 0 means that it is blocked for ever.'),
        }),
      ),
      pinRule: pinRuleSchema,
      certificates: z
        .array(z.object({ use: keyUseSchema, serial: z.string(), notAfter: z.string() }))
        .describe('The current ones, as the card has them; whether they are in force only the RA knows.'),
      isSpoiled: z.boolean().describe('作廢: no job is begun on it.'),
      quarantineId: z
        .string()
        .nullable()
        .describe('隔離: it is of a lot that is held back. No job is begun on it while it is blank or prepared.'),
      twinIn: z
        .string()
        .nullable()
        .describe(
          'Name of another reader with a card of the same serial number: no job is begun or resumed on either.',
        ),
      openJobId: z.string().nullable().describe('An unfinished job of this card.'),
    })
    .describe('Known to a driver.'),
  z.object({ state: z.literal('unknown'), atr: z.string() }).describe('No driver knows it.'),
  z
    .object({ state: z.literal('failed'), failure: failureSchema })
    .describe('It does not answer, or somebody else holds it.'),
]);
export type WireCard = z.infer<typeof cardSchema>;

export const readerSchema = z.object({
  id: z.string().describe('Stable name of the position, used in requests.'),
  name: z.string().describe('What staff read on it, e.g. `A1`.'),
  pcscName: z.string().describe('PC/SC name.'),
  isKiosk: z.boolean(),
  insertion: z
    .int()
    .describe('Counts up with each card put in, so that a screen can tell a new card from the same one.'),
  card: cardSchema.nullable().describe('null: empty.'),
  jobId: z
    .string()
    .nullable()
    .describe('The job that holds the reader; `other`: one for another RA, which is not shown.'),
  staffCard: z.boolean().describe('The card of a member of staff who is logged in with it: no job may use the reader.'),
});
export type WireReader = z.infer<typeof readerSchema>;

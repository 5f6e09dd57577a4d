/** A card in a state that needs a person: what is known of it everywhere, and the honest ways on. */
import { z } from 'zod';
import { failureSchema, localizedSchema, pinReferenceSchema } from './base.js';
import { cardRecordSchema, spoilReasonSchema } from './counter.js';
import { jobSchema } from './job.js';

export const recoveryWaySchema = z
  .enum(['goOn', 'adopt', 'writeAgain', 'spoil'])
  .describe(
    '`goOn`: the open job goes on in this reader. `adopt`: a new job takes up the RA’s open order where the card stands. `writeAgain`: ' +
      '憑證下載 with the owner’s PINs, begun as every job. `spoil`: 作廢, and the registration takes another card.',
  );
export type RecoveryWay = z.infer<typeof recoveryWaySchema>;

export const cardRecoverySchema = z
  .object({
    cardSerial: z.string(),
    readerId: z.string().nullable().describe('Where it lies now; null: in no reader.'),
    situation: z
      .enum(['blank', 'whole', 'openJob', 'unexplained', 'spoiled'])
      .describe(
        '`blank`: nothing was made of it. `whole`: it is as the RA says. `openJob`: a job of this gateway is not over. ' +
          '`unexplained`: neither; something was begun that nobody here knows the end of.',
      ),
    explanation: localizedSchema.describe('The situation in words.'),
    restored: z
      .boolean()
      .describe('The books of this gateway come from a copy, and this card was not compared with the RA since.'),
    job: jobSchema.nullable().describe('Its open job; else the last one that this gateway knows.'),
    onCard: z
      .object({
        family: z.string(),
        lifeCycle: z.enum(['blank', 'foreign', 'incomplete', 'prepared', 'issued']),
        pins: z.array(
          z.object({
            reference: pinReferenceSchema,
            pukSet: z.boolean(),
            pinSet: z.boolean(),
            triesLeft: z.int().nullable(),
          }),
        ),
        keys: z.array(
          z.object({
            pin: pinReferenceSchema.describe('The PIN that guards it.'),
            place: z.enum(['a', 'b']),
            certificateSerial: z.string().nullable().describe('null: a key without a certificate.'),
            matches: z
              .boolean()
              .nullable()
              .describe('Is the certificate of this key? null: no certificate, or it cannot be told.'),
          }),
        ),
      })
      .nullable()
      .describe('Read just now, without a PIN; null: it is in no reader, or a job works with it.'),
    ras: cardRecordSchema.shape.ras,
    ways: z
      .array(
        z.object({
          way: recoveryWaySchema,
          raId: z.string().nullable().describe('To be sent along.'),
          label: localizedSchema,
          what: localizedSchema.describe('What it does, and what it means for the card and its owner.'),
        }),
      )
      .describe('The ways that are open, the gentlest first.'),
    closed: z
      .array(z.object({ way: z.enum(['goOn', 'adopt', 'rollBack', 'spoil']), why: failureSchema }))
      .describe('Ways that one would look for and that are not open here, and why. `rollBack`: back to blank.'),
  })
  .describe('What can be done with this card (復原).');
export type WireCardRecovery = z.infer<typeof cardRecoverySchema>;

export const takeRecoverySchema = z.discriminatedUnion('way', [
  z.strictObject({ way: z.literal('goOn') }),
  z.strictObject({ way: z.literal('adopt'), raId: z.string() }).describe('PINs are drawn into the password letter.'),
  z.strictObject({
    way: z.literal('spoil'),
    raId: z.string().optional(),
    reason: spoilReasonSchema.default('personalisationFailed'),
    note: z.string().trim().max(200).default(''),
  }),
]);
export type TakeRecovery = z.input<typeof takeRecoverySchema>;

export const recoveryTakenSchema = z.object({ recovery: cardRecoverySchema, job: jobSchema.nullable() });
export type WireRecoveryTaken = z.infer<typeof recoveryTakenSchema>;

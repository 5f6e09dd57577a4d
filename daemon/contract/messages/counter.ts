/** The counter console: cases, their records, cards, and who works on what. */
import { z } from 'zod';
import { jobKindSchema } from '../jobs/index.js';
import { jobStateSchema } from './job.js';
import { registrationSchema } from './ra.js';
import { certificateRecordSchema } from './subscriber.js';

const raId = z.string();

export const claimSchema = z
  .object({
    raId,
    registrationId: z.string(),
    operator: z.string(),
    since: z.string(),
    mine: z.boolean().describe('Held by the session that reads this.'),
  })
  .describe(
    'Who works on a case. It ends when they leave the case, when their session ends, and when the case is done.',
  );
export type WireClaim = z.infer<typeof claimSchema>;

export const claimRequestSchema = z.strictObject({
  takeOver: z.boolean().default(false).describe('Also when somebody else works on it.'),
});

const publicFacts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const historyEntrySchema = z
  .discriminatedUnion('source', [
    z.object({
      source: z.literal('ra'),
      at: z.string(),
      actor: z.string().describe('A gateway’s name, or `ra` for the RA’s own staff.'),
      event: z.string(),
      facts: publicFacts,
    }),
    z.object({
      source: z.literal('job'),
      at: z.string(),
      actor: z.string().describe('`kiosk` or the operator’s name.'),
      jobId: z.string(),
      kind: jobKindSchema,
      state: jobStateSchema,
      cardSerial: z.string().nullable(),
      failureCode: z.string().nullable(),
    }),
    z.object({
      source: z.literal('audit'),
      at: z.string(),
      actor: z.string(),
      action: z.string(),
      facts: publicFacts,
    }),
  ])
  .describe('What happened to a person or a card: told by the RA, a job of this gateway, or its audit log.');
export type WireHistoryEntry = z.infer<typeof historyEntrySchema>;

export const registrationRecordSchema = z
  .object({
    raId,
    registration: registrationSchema,
    letterContact: z.string().describe('Where the password letter (密碼單) goes.'),
    account: z.string().describe('網站帳號'),
    accountState: z.enum(['active', 'passwordChangeRequired', 'suspended']),
    certificates: z.array(certificateRecordSchema).describe('Newest first.'),
    acceptedTerms: z.array(z.object({ version: z.string(), acceptedAt: z.string() })).describe('Newest first.'),
    history: z.array(historyEntrySchema).describe('Newest first.'),
  })
  .describe('Everything that a counter may see of one subscriber.');
export type WireRegistrationRecord = z.infer<typeof registrationRecordSchema>;

export const spoilReasonSchema = z.enum(['damaged', 'printingFault', 'personalisationFailed', 'lost', 'other']);
export type WireSpoilReason = z.infer<typeof spoilReasonSchema>;

export const cardRecordSchema = z
  .object({
    cardSerial: z.string(),
    stockNumber: z.int().nullable().describe('Given when this gateway met the card first; null: it never did.'),
    family: z.string().nullable(),
    firstSeenAt: z.string().nullable(),
    box: z
      .object({ id: z.string(), label: z.string(), lot: z.string() })
      .nullable()
      .describe('The box of blank cards that its serial number belongs to.'),
    spoiled: z
      .object({ at: z.string(), reason: spoilReasonSchema, note: z.string(), operator: z.string() })
      .nullable()
      .describe('作廢, at this gateway.'),
    ras: z.array(
      z.object({
        raId,
        record: z
          .object({
            state: z.enum(['unknown', 'issuing', 'prepared', 'issued', 'spoiled']),
            registration: registrationSchema.nullable(),
            openedAt: z.string().nullable(),
            issuedAt: z.string().nullable(),
            spoiledAt: z.string().nullable(),
            spoilReason: spoilReasonSchema.nullable(),
            certificates: z.array(certificateRecordSchema).describe('Newest first.'),
            pukReleases: z.int(),
          })
          .nullable()
          .describe('null: the RA could not be asked.'),
      }),
    ),
    history: z.array(historyEntrySchema).describe('Newest first.'),
  })
  .describe('A card, as this gateway and every RA knows it.');
export type WireCardRecord = z.infer<typeof cardRecordSchema>;

export const searchSchema = z.strictObject({ text: z.string().trim().min(1).max(200) });

export const searchResultSchema = z.object({
  registrations: z.array(registrationSchema),
  cards: z.array(z.string()).describe('Serials of cards that belong to no registration that was found.'),
  certificates: z
    .array(z.object({ raId, certificate: certificateRecordSchema }))
    .describe('Certificates whose registration is not known here.'),
  unreachable: z.array(raId).describe('RAs that could not be asked.'),
});
export type WireSearchResult = z.infer<typeof searchResultSchema>;

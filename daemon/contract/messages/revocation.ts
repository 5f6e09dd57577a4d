/** 憑證廢止 and 作廢: certificates and cards that are taken out of use. */
import { z } from 'zod';
import { spoilReasonSchema } from './counter.js';
import { formKindSchema } from './letters.js';

const raId = z.string().optional().describe('The only RA when there is one.');

export const revocationRequestSchema = z.strictObject({
  raId,
  registrationId: z.string(),
  serials: z
    .array(z.string().regex(/^[0-9A-F]{1,40}$/))
    .min(1)
    .max(16)
    .nullable()
    .describe('null: all that are in force.'),
  cause: z
    .enum(['dataChanged', 'keyDamaged', 'keyLost', 'keyExposed', 'notNeeded', 'withdrawn', 'other'])
    .describe(
      'What the form says; in RFC 5280: affiliationChanged, superseded, keyCompromise, keyCompromise, cessationOfOperation, ' +
        'privilegeWithdrawn, unspecified.',
    ),
  form: formKindSchema,
  note: z.string().trim().max(200).default('').describe('Needed where the cause is `other`.'),
});
export type RevocationRequest = z.output<typeof revocationRequestSchema>;

export const spoilRequestSchema = z.strictObject({
  raId,
  reason: spoilReasonSchema,
  note: z.string().trim().max(200).default(''),
});

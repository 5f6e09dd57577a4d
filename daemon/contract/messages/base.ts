/** Pieces that messages of every subject are made of. */
import { z } from 'zod';

/** Names of the fields of a request that carry a secret. A string in such a field becomes a `Secret`, and never a string. */
export const secretFields = [
  'password',
  'oldPassword',
  'newPassword',
  'pin',
  'pin1',
  'pin2',
  'oldPin',
  'newPin',
] as const;
export type SecretField = (typeof secretFields)[number];

/** Only in a field of one of these names. */
export const secretText = z.string().min(1).max(64).meta({
  format: 'password',
  description: 'A PIN, PUK or password on its way in. The API makes a `Secret` of it at once; none is ever answered.',
});

export const pinReferenceSchema = z.union([z.literal(1), z.literal(2)]);
export const keyUseSchema = z.enum(['sign', 'encrypt', 'signEncrypt']).describe('簽章, 加密, 簽章加密');
export const localizedSchema = z.object({ 'zh-TW': z.string(), en: z.string() });
export type Localized = z.infer<typeof localizedSchema>;

export const failureSchema = z
  .object({
    code: z
      .string()
      .describe('`job.step.reason`, e.g. `unblockPin.authorise.passwordWrong`; documented in docs/failures.md.'),
    happened: localizedSchema,
    card: localizedSchema,
    next: localizedSchema,
    facts: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .describe('Facts behind the words, e.g. `{ triesLeft: 2 }`.'),
  })
  .describe('What went wrong, in words: what happened, what it means for the card, what to do next.');
export type WireFailure = z.infer<typeof failureSchema>;

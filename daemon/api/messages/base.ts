/** Pieces that messages of every subject are made of. */
import { z } from 'zod';

/** A PIN, PUK or password on its way in. The API makes a `Secret` of it at once. */
export const secretText = z.string().min(1).max(64);

export const pinReferenceSchema = z.union([z.literal(1), z.literal(2)]);
export const localizedSchema = z.object({ 'zh-TW': z.string(), en: z.string() });
export type Localized = z.infer<typeof localizedSchema>;

/** What went wrong, in words: what happened, what it means for the card, what to do next. */
export const failureSchema = z.object({
  /** `job.step.reason`, e.g. `unblockPin.authorise.passwordWrong`; documented in docs/failures.md. */
  code: z.string(),
  happened: localizedSchema,
  card: localizedSchema,
  next: localizedSchema,
  /** Facts behind the words, e.g. `{ triesLeft: 2 }`. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type WireFailure = z.infer<typeof failureSchema>;

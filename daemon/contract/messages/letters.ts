/** Password letters (密碼單) and the reset of a website password. */
import { z } from 'zod';
import { failureSchema } from './base.js';

export const letterSchema = z
  .object({
    raId: z.string(),
    id: z.string(),
    kind: z.enum(['cardPins', 'websitePassword']),
    registrationId: z.string(),
    name: z.string(),
    userIdentifier: z.string(),
    cardSerial: z.string().nullable(),
    madeAt: z.string(),
    delivery: z.enum(['print', 'contact']).describe('`contact`: the RA itself sends it.'),
    printed: z.int().describe('How often it came out of a printer, as far as the RA or this gateway knows.'),
    lastPrintedAt: z.string().nullable(),
    interrupted: z.boolean().describe('Its print was interrupted: only a person can see whether it came out.'),
    releasedElsewhere: z
      .boolean()
      .describe('Another gateway has opened it to print it: here it is printed with a reason only.'),
  })
  .describe('A password letter; what it hands over is sealed at the RA and never part of a message.');
export type WireLetter = z.infer<typeof letterSchema>;

export const listLettersSchema = z.strictObject({ days: z.coerce.number().int().min(1).max(365).default(30) });

export const letterListSchema = z.object({
  letters: z.array(letterSchema).describe('Newest first.'),
  unreachable: z.array(z.string()).describe('RAs that could not be asked.'),
});
export type WireLetterList = z.infer<typeof letterListSchema>;

export const printLetterSchema = z.strictObject({
  reprintReason: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('Why it is printed again; needed when it was printed before.'),
});

export const printBatchLettersSchema = z.strictObject({
  to: z.enum(['printer', 'spool']).describe('`spool`: PDF files in the folder of the settings.'),
  numbers: z
    .array(z.int().min(1))
    .min(1)
    .max(500)
    .nullable()
    .default(null)
    .describe('The cards whose letters are wanted, by their numbers in the order; null: all.'),
  reprintReason: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('Print those again, too, that came out or may have; without it they are left alone.'),
});
export type PrintBatchLetters = z.output<typeof printBatchLettersSchema>;

export const batchLettersSchema = z
  .object({
    orderId: z.string(),
    spool: z.boolean().describe('Is there a spool folder?'),
    total: z.int().describe('Cards that were issued so far: each has a letter.'),
    printed: z.int().describe('Cards whose letters came out of the printer, or went to the spool folder.'),
    failed: z.int().describe('The last attempt failed; the next run tries again.'),
    interrupted: z.int().describe('Their print was interrupted: only a person can see whether they came out.'),
    inDoubt: z
      .array(z.int())
      .describe(
        'The numbers of these cards, while no run is under way: a person looks, and tells whether they came out.',
      ),
    waiting: z.int().describe('Not tried yet.'),
    run: z
      .object({
        to: z.enum(['printer', 'spool']),
        begunBy: z.string(),
        begunAt: z.string(),
        endedAt: z.string().nullable().describe('null: it is under way, or was broken off.'),
        brokenOff: z.boolean().describe('The gateway ended in the middle of it: a person lets it go on.'),
        printed: z.int().describe('Letters.'),
        failed: z.int().describe('Letters.'),
        files: z.array(z.string()).describe('Names in the spool folder, in card order.'),
        failure: failureSchema.nullable().describe('Why it ended before the last letter.'),
        lastFailure: failureSchema.nullable().describe('Of a single letter; the run went on without it.'),
      })
      .nullable()
      .describe('The last run.'),
  })
  .describe('Letters of a batch order.');
export type WireBatchLetters = z.infer<typeof batchLettersSchema>;

export const tellBatchLettersSchema = z
  .strictObject({
    numbers: z.array(z.int().min(1)).min(1).max(500),
    cameOut: z.boolean().describe('false: the next run prints them.'),
  })
  .describe('What a person saw of letters in doubt; cards whose letters are in none are passed over.');
export type TellBatchLetters = z.output<typeof tellBatchLettersSchema>;

export const printedLetterSchema = z.object({
  letterId: z.string(),
  copy: z.int().describe('1 for the first print.'),
  printedAt: z.string(),
});
export type WirePrintedLetter = z.infer<typeof printedLetterSchema>;

export const formKindSchema = z.enum(['inPerson', 'mail']).describe('How the application form reached the counter.');

export const passwordResetSchema = z.strictObject({
  raId: z.string().optional().describe('The only RA when there is one.'),
  registrationId: z.string(),
  form: formKindSchema,
  delivery: z.enum(['print', 'contact']),
});
export type PasswordResetRequest = z.input<typeof passwordResetSchema>;

export const passwordResetAnswerSchema = z.object({ letterId: z.string() });

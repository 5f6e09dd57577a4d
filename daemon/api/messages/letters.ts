/** Password letters (密碼單) and the reset of a website password. */
import { z } from 'zod';

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
    interrupted: z
      .boolean()
      .describe('The gateway ended while it was printed: only a person can see whether it came out.'),
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

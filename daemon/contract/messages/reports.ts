/** The report of a day. */
import { z } from 'zod';

export const reportDaySchema = z.object({
  day: z.string().max(40).describe('A day in Asia/Taipei: 2026-11-30, 2026/11/30 or 115/11/30.'),
});

export const reportLanguageSchema = z.object({ lang: z.enum(['zh-TW', 'en']).default('zh-TW') });

export const reportSchema = z
  .object({
    day: z.string().describe('YYYY-MM-DD in Asia/Taipei.'),
    madeAt: z.string(),
    work: z
      .array(
        z.object({
          action: z.string().describe('As in the audit log.'),
          raId: z.string().nullable(),
          operator: z.string().describe('`kiosk` for subscribers.'),
          count: z.int(),
        }),
      )
      .describe('What was done, by whom.'),
    letters: z.object({
      printed: z.int(),
      reprinted: z.int(),
      failed: z.int(),
      outstanding: z.int().nullable().describe('Waiting to be printed now; null: an RA could not be asked.'),
    }),
    stock: z
      .object({
        opening: z.int(),
        received: z.int(),
        returned: z.int(),
        used: z.int().describe('Blank cards that were issued or prepared.'),
        spoiled: z.int().describe('Spoiled before they were issued or prepared.'),
        missing: z.int().describe('Found missing when boxes were counted, less what was found again.'),
        expected: z.int().describe('opening + received − returned − used − spoiled − missing'),
        counted: z.int().nullable().describe('The last count of the day of cards outside boxes; null: nobody counted.'),
        difference: z.int().nullable().describe('That count less what stood in the books at its moment.'),
      })
      .describe('Blank cards.'),
    facts: z
      .array(
        z.object({
          raId: z.string(),
          id: z.string(),
          kind: z.string(),
          madeAt: z.string(),
          reason: z.string().nullable().describe('null: it waits for the RA; otherwise why the RA refused it.'),
        }),
      )
      .describe('What an RA has not taken: made on that day or before.'),
  })
  .describe('End-of-day report (日結報表).');
export type WireReport = z.infer<typeof reportSchema>;

/** 批次製卡: orders of many cards, and the line of readers that they go through. */
import { z } from 'zod';
import { failureSchema, localizedSchema } from './base.js';
import { spoilReasonSchema } from './counter.js';
import { questionSchema } from './job.js';
import { approvalSchema } from './operators.js';

export const batchProductSchema = z
  .enum(['issueCard', 'prepareCard'])
  .describe('The kind of job that each card goes through: with certificates, or PUKs, files and PINs only.');

export const batchOrderStateSchema = z
  .enum(['awaitingApproval', 'running', 'paused', 'stopping', 'stopped', 'finished'])
  .describe(
    '`awaitingApproval`: a second person approves it first. `stopping`: the cards under way are finished, then it is `stopped`; it ' +
      'can be resumed. `finished`: no card waits or is under way; a failed one that is run again takes it back to `running`.',
  );

export const batchOrderSchema = z
  .object({
    id: z.string(),
    raId: z.string(),
    raOrderId: z.string().nullable().describe('The RA’s own order; null: it came from a file.'),
    name: z.string(),
    product: batchProductSchema,
    state: batchOrderStateSchema,
    priority: z.int().min(0).max(9).describe('Higher goes first; equal ones in the order in which they were placed.'),
    placedBy: z.string(),
    placedAt: z.string(),
    approvedBy: z.string().nullable(),
    startedAt: z.string().nullable().describe('When its first card was begun.'),
    endedAt: z.string().nullable(),
    counts: z.object({
      total: z.int(),
      waiting: z.int(),
      working: z.int(),
      issued: z.int(),
      failed: z.int(),
    }),
    cardsAnHour: z.number().nullable().describe('Over the last minutes; null: too few yet.'),
    remainingSeconds: z.int().nullable().describe('At that speed; null: not known.'),
  })
  .describe('An order of many cards.');
export type WireBatchOrder = z.infer<typeof batchOrderSchema>;

export const batchEntryStateSchema = z
  .enum(['waiting', 'working', 'issued', 'failed'])
  .describe('`failed`: it is not tried again until a person says so.');

export const batchEntrySchema = z
  .object({
    number: z.int().min(1).describe('Its place in the order.'),
    registrationId: z.string(),
    userIdentifier: z.string(),
    name: z.string(),
    state: batchEntryStateSchema,
    jobId: z.string().nullable(),
    cardSerial: z.string().nullable(),
    readerId: z.string().nullable(),
    failure: failureSchema.nullable(),
    startedAt: z.string().nullable(),
    endedAt: z.string().nullable(),
  })
  .describe('One card of an order.');
export type WireBatchEntry = z.infer<typeof batchEntrySchema>;

export const batchLightSchema = z
  .enum(['insert', 'working', 'takeOut', 'good', 'bad', 'wait'])
  .describe(
    '`insert`: put a blank card in. `working`: leave it in. `takeOut`: this card is not for the line. `good`: done, take it out. ' +
      '`bad`: not done, see `failure`; take it out or decide. `wait`: nothing can be done here now, see `waitsFor`.',
  );

export const batchTileSchema = z
  .object({
    readerId: z.string(),
    name: z.string(),
    light: batchLightSchema,
    waitsFor: z
      .enum(['reading', 'order', 'paused', 'ra', 'busy', 'reader'])
      .nullable()
      .describe(
        'Why `wait`: the card is read; no order has a card left; orders are paused; the RA is away; other work holds the reader; ' +
          'the reader is gone.',
      ),
    cardSerial: z
      .string()
      .nullable()
      .describe(
        'Of the card in the reader. With `insert`: a card was pulled from it half made. That same card goes into any reader of the ' +
          'line, this one takes another blank one meanwhile.',
      ),
    work: z
      .object({
        jobId: z.string(),
        orderId: z.string(),
        number: z.int(),
        name: z.string().describe('Of the subscriber.'),
        step: localizedSchema,
        stepNumber: z.int(),
        stepCount: z.int(),
        long: z.boolean(),
        stepStartedAt: z.string().nullable(),
      })
      .nullable()
      .describe('The card that is, or was just, worked at in this reader.'),
    question: questionSchema.nullable().describe('Answered as every job’s: POST /api/jobs/{jobId}/answers.'),
    failure: failureSchema.nullable(),
    issued: z.int().describe('Cards of this reader since the gateway started.'),
    failed: z.int(),
  })
  .describe('One reader of the line, as its light tells it.');
export type WireBatchTile = z.infer<typeof batchTileSchema>;

export const batchLineSchema = z
  .object({
    tiles: z.array(batchTileSchema).describe('Readers of the line, by name.'),
    otherReaders: z
      .array(z.object({ readerId: z.string(), name: z.string(), kiosk: z.boolean(), staffCard: z.boolean() }))
      .describe('Readers that are not on the line.'),
    orders: z
      .array(batchOrderSchema)
      .describe('Not over, by their turn; then those that ended today. Older ones: GET /api/batch/orders.'),
    approvalAbove: z.int().describe('An order of more cards needs a second person.'),
    failures: z
      .array(z.object({ orderId: z.string(), entry: batchEntrySchema }))
      .describe('The last failures that were not run again, newest first, at most 20.'),
    outside: z
      .array(z.object({ orderId: z.string(), entry: batchEntrySchema }))
      .describe('Cards that were begun and wait to be put into a reader again, each with why.'),
  })
  .describe('The whole screen of the line.');
export type WireBatchLine = z.infer<typeof batchLineSchema>;

export const batchReaderSchema = z.strictObject({ onLine: z.boolean() });

export const batchFileSchema = z
  .strictObject({
    raId: z.string().optional(),
    format: z.enum(['csv', 'json']),
    content: z
      .string()
      .max(4_000_000)
      .describe('The file’s text, as UTF-8 gives it; UTF-16 where its mark (BOM) says so.'),
  })
  .describe(
    'An order as a file: CSV (RFC 4180) with a heading row, tabs and semicolons in place of the commas too, or JSON, an array of objects. Fields: `registrationId` (註冊編號), and, ' +
      'to be compared with what the RA holds, `userIdentifier` (用戶識別名稱) and `name` (用戶名稱).',
  );
export type BatchFile = z.input<typeof batchFileSchema>;

export const batchDryRunSchema = z
  .object({
    id: z.string().describe('Good for an hour, to place the order with.'),
    raId: z.string(),
    count: z.int().describe('Lines that were read.'),
    good: z.int(),
    badCount: z.int(),
    bad: z
      .array(
        z.object({
          line: z.int().describe('Of the file, from 1; a heading row counts.'),
          field: z.string(),
          value: z.string(),
          reason: failureSchema,
        }),
      )
      .describe('At most 500.'),
    blanks: z.int().describe('Blank cards that should be at hand.'),
    needsApproval: z.boolean(),
  })
  .describe('What an order would be; nothing is taken yet.');
export type WireBatchDryRun = z.infer<typeof batchDryRunSchema>;

export const raBatchOrderSchema = z
  .object({
    raId: z.string(),
    id: z.string(),
    name: z.string(),
    product: batchProductSchema,
    count: z.int(),
    priority: z.int(),
    placedAt: z.string(),
  })
  .describe('An order that waits at the RA.');
export type WireRaBatchOrder = z.infer<typeof raBatchOrderSchema>;

export const placeBatchOrderSchema = z.discriminatedUnion('from', [
  z
    .strictObject({
      from: z.literal('file'),
      dryRunId: z.string(),
      name: z.string().trim().min(1).max(80),
      product: batchProductSchema.default('issueCard'),
      priority: z.int().min(0).max(9).default(5),
      withoutBad: z.boolean().default(false).describe('Leave the bad lines out; else a dry run with one is refused.'),
    })
    .describe('From a file that was tried before.'),
  z.strictObject({ from: z.literal('ra'), raId: z.string(), raOrderId: z.string() }),
]);
export type PlaceBatchOrder = z.input<typeof placeBatchOrderSchema>;

export const placedBatchOrderSchema = z.object({
  order: batchOrderSchema,
  approval: approvalSchema.nullable().describe('What a second person has to approve before the order runs.'),
});
export type WirePlacedBatchOrder = z.infer<typeof placedBatchOrderSchema>;

export const listBatchOrdersSchema = z.object({
  text: z
    .string()
    .trim()
    .max(80)
    .default('')
    .describe('Stands in the name, or is the RA’s own number of the order, or who placed it. Empty: all.'),
  after: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional()
    .describe('Id of the order after which to begin.'),
  limit: z.coerce.number().int().min(1).max(100).default(25),
});
export const batchOrderListSchema = z.object({
  orders: z.array(batchOrderSchema).describe('The one that ended last first.'),
  more: z.boolean(),
});
export type WireBatchOrderList = z.infer<typeof batchOrderListSchema>;

export const changeBatchOrderSchema = z.discriminatedUnion('act', [
  z
    .strictObject({ act: z.enum(['pause', 'resume', 'stop']) })
    .describe('An order that nobody has approved is asked for again by `resume`.'),
  z.strictObject({ act: z.literal('priority'), priority: z.int().min(0).max(9) }),
]);
export type ChangeBatchOrder = z.input<typeof changeBatchOrderSchema>;

export const listBatchEntriesSchema = z.object({
  state: batchEntryStateSchema.optional(),
  after: z.coerce.number().int().min(0).default(0).describe('The number after which to begin.'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const batchEntryListSchema = z.object({ entries: z.array(batchEntrySchema), more: z.boolean() });
export type WireBatchEntryList = z.infer<typeof batchEntryListSchema>;

export const runAgainSchema = z.strictObject({
  numbers: z.array(z.int().min(1)).max(500).nullable().default(null).describe('null: all that failed.'),
});

export const batchReportSchema = z
  .object({
    order: batchOrderSchema,
    failures: z.array(batchEntrySchema).describe('At most 500.'),
    spoiled: z.array(z.object({ cardSerial: z.string(), at: z.string(), reason: spoilReasonSchema, number: z.int() })),
    stock: z.object({ before: z.int(), after: z.int() }).describe('Blank cards in the books.'),
    readers: z.array(
      z.object({
        readerId: z.string(),
        family: z.string().describe('Card model.'),
        issued: z.int(),
        failed: z.int(),
        cardsAnHour: z.number().nullable(),
      }),
    ),
  })
  .describe('End of an order (批次製卡報表).');
export type WireBatchReport = z.infer<typeof batchReportSchema>;

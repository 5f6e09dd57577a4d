/** Events to the screens. */
import { z } from 'zod';
import { batchOrderSchema, batchTileSchema } from './batch.js';
import { readerSchema } from './card.js';
import { claimSchema } from './counter.js';
import { jobSchema } from './job.js';
import { batchLettersSchema } from './letters.js';
import { raStatusSchema } from './ra.js';

export const eventSchema = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('snapshot'),
      pcsc: z.boolean().describe('Is pcscd there?'),
      readers: z.array(readerSchema),
      jobs: z.array(jobSchema),
      ras: z.array(raStatusSchema).describe('One of each RA, in the order of the settings.'),
      claims: z.array(claimSchema).describe('Staff only.'),
    }),
    z.object({ type: z.literal('pcsc'), available: z.boolean() }),
    z.object({ type: z.literal('reader'), reader: readerSchema }),
    z.object({ type: z.literal('readerRemoved'), readerId: z.string() }),
    z.object({ type: z.literal('job'), job: jobSchema }),
    z.object({ type: z.literal('ra'), ra: raStatusSchema }),
    z.object({ type: z.literal('sticks') }).describe('A USB stick came or went: ask for the save targets again.'),
    z.object({ type: z.literal('claims'), claims: z.array(claimSchema) }).describe('All of them (staff).'),
    z.object({ type: z.literal('registrations') }).describe('The work list changed: fetch it again (staff).'),
    z
      .object({ type: z.literal('approvals') })
      .describe('A request for approval came, or was decided: fetch them again (staff).'),
    z
      .object({ type: z.literal('cardReaders') })
      .describe('A card came or went: fetch the readers for login by card again (screens without a login).'),
    z.object({ type: z.literal('batchTile'), tile: batchTileSchema }).describe('A reader of the batch line (staff).'),
    z
      .object({ type: z.literal('batchOrder'), order: batchOrderSchema })
      .describe('An order as it stands; at most one a second for each order (staff).'),
    z
      .object({ type: z.literal('batchLetters'), letters: batchLettersSchema })
      .describe('Letters of an order were printed, or a run of them ended (staff).'),
    z
      .object({ type: z.literal('batch') })
      .describe('Orders or readers of the line came or went: fetch the line again (staff).'),
  ])
  .describe(
    'The first message is the snapshot; then whole objects that changed. A kiosk session sees its own reader and its ' +
      'jobs; staff see all.',
  );
export type WireEvent = z.infer<typeof eventSchema>;

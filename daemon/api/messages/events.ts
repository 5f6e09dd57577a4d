/** Events to the screens. */
import { z } from 'zod';
import { readerSchema } from './card.js';
import { jobSchema } from './job.js';
import { raStatusSchema } from './ra.js';

/**
 * GET /api/events (WebSocket). The first message is the snapshot; then whole objects that changed: a reader, a job, the
 * RA's status. A kiosk session sees its own reader and its jobs; staff see all. The screen sends nothing. Close codes of
 * ours: 4401 the screen's session ended (ask GET /api/session again), 1001 the daemon stops.
 */
export const eventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    /** Is pcscd there? */
    pcsc: z.boolean(),
    readers: z.array(readerSchema),
    jobs: z.array(jobSchema),
    /** One of each RA, in the order of the settings. */
    ras: z.array(raStatusSchema),
  }),
  z.object({ type: z.literal('pcsc'), available: z.boolean() }),
  z.object({ type: z.literal('reader'), reader: readerSchema }),
  z.object({ type: z.literal('readerRemoved'), readerId: z.string() }),
  z.object({ type: z.literal('job'), job: jobSchema }),
  z.object({ type: z.literal('ra'), ra: raStatusSchema }),
  /** The work list changed: fetch it again (staff). */
  z.object({ type: z.literal('registrations') }),
]);
export type WireEvent = z.infer<typeof eventSchema>;

/** Registrations and the RA. */
import { z } from 'zod';

export const registrationSchema = z.object({
  id: z.string(),
  state: z.enum(['pending', 'approved', 'issuing', 'prepared', 'issued', 'revoked']),
  subscriberId: z.string(),
  userIdentifier: z.string(),
  name: z.string(),
  approvedAt: z.string().nullable(),
  cardSerial: z.string().nullable(),
});
export type WireRegistration = z.infer<typeof registrationSchema>;

/** GET /api/registrations (staff) */
export const registrationListSchema = z.object({
  registrations: z.array(registrationSchema),
  /** When the RA gave this list; older than now while the RA is away. null: never. */
  asOf: z.string().nullable(),
});
export type WireRegistrationList = z.infer<typeof registrationListSchema>;

export const raStatusSchema = z.object({
  reachable: z.boolean(),
  /** Since when (RFC 3339). */
  since: z.string(),
  /** Facts waiting in the outbox. */
  outbox: z.int(),
});
export type WireRaStatus = z.infer<typeof raStatusSchema>;

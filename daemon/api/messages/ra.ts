/** The RAs that the gateway serves, and their registrations. */
import { z } from 'zod';
import { localizedSchema } from './base.js';

/** An RA as the screens show it. */
export const raSchema = z.object({
  id: z.string(),
  name: localizedSchema,
  /** `separate`: a signing and an encryption key; `single`: one for both. */
  certificateUses: z.enum(['separate', 'single']),
  /** The accent of its screens, `#rrggbb`. */
  accent: z.string(),
  /** Version of the terms (用戶約定條款) in force. */
  termsVersion: z.string(),
});
export type WireRa = z.infer<typeof raSchema>;

/** GET /api/ras/{id}/terms: the terms in force, whole. */
export const termsSchema = z.object({ version: z.string(), text: localizedSchema });
export type WireTerms = z.infer<typeof termsSchema>;

export const registrationSchema = z.object({
  raId: z.string(),
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
  /** When the RAs gave this list (the oldest of them); older than now while an RA is away. null: one never did. */
  asOf: z.string().nullable(),
});
export type WireRegistrationList = z.infer<typeof registrationListSchema>;

export const raStatusSchema = z.object({
  raId: z.string(),
  reachable: z.boolean(),
  /** Since when (RFC 3339). */
  since: z.string(),
  /** Facts waiting in the outbox. */
  outbox: z.int(),
});
export type WireRaStatus = z.infer<typeof raStatusSchema>;

/** The RAs that the gateway serves, and their registrations. */
import { z } from 'zod';
import { localizedSchema } from './base.js';

export const raSchema = z
  .object({
    id: z.string(),
    name: localizedSchema,
    certificateUses: z
      .enum(['separate', 'single'])
      .describe('`separate`: a signing and an encryption key; `single`: one for both.'),
    accent: z.string().describe('The accent of its screens, `#rrggbb`.'),
    termsVersion: z.string().describe('Version of the terms (用戶約定條款) in force.'),
  })
  .describe('An RA as the screens show it.');
export type WireRa = z.infer<typeof raSchema>;

export const termsSchema = z
  .object({ version: z.string(), text: localizedSchema })
  .describe('Terms (用戶約定條款) in force, whole.');
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

export const registrationListSchema = z.object({
  registrations: z.array(registrationSchema),
  asOf: z
    .string()
    .nullable()
    .describe(
      'When the RAs gave this list (the oldest of them); older than now while an RA is away. null: one never did.',
    ),
});
export type WireRegistrationList = z.infer<typeof registrationListSchema>;

export const setAsideFactsSchema = z.object({
  facts: z.array(
    z.object({
      raId: z.string(),
      id: z.string(),
      kind: z.string(),
      madeAt: z.string(),
      reason: z.string().describe('Why the RA refused it; `unreadable`: the gateway cannot read it.'),
      setAsideAt: z.string().nullable().describe('null: set aside by a version that did not write down when.'),
      cardSerial: z.string().nullable(),
      orderId: z.string().nullable(),
    }),
  ),
});
export type WireSetAsideFact = z.infer<typeof setAsideFactsSchema>['facts'][number];

export const raStatusSchema = z.object({
  raId: z.string(),
  reachable: z.boolean(),
  since: z.string().describe('Since when (RFC 3339).'),
  outbox: z.int().describe('Facts waiting in the outbox.'),
});
export type WireRaStatus = z.infer<typeof raStatusSchema>;

/** The audit log for supervisors and auditors. */
import { z } from 'zod';

const text = z.string().trim().min(1).max(200).optional();

const filter = {
  from: z.string().max(40).optional().describe('First day in Asia/Taipei: 2026-11-30, 2026/11/30 or 115/11/30.'),
  to: z.string().max(40).optional().describe('Last day, written like `from`.'),
  actor: text.describe('An operator’s name, `kiosk`, `gateway` or `maintainer`.'),
  action: text.describe('e.g. `card.issued`'),
  subject: text.describe('What it was done to: serial number of a card, registration, operator, order…'),
  reader: text.describe('Id of a reader.'),
};

export const auditFilterSchema = z.object(filter);
/** What is not given filters nothing. */
export type AuditFilter = Readonly<z.infer<typeof auditFilterSchema>>;

export const listAuditSchema = z.object({
  ...filter,
  before: z.coerce.number().int().min(1).optional().describe('Number of the last entry of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const auditEntrySchema = z.object({
  seq: z.int().describe('Number of the entry: 1, 2, 3… without gaps.'),
  at: z.string(),
  actor: z.string().describe('An operator’s name, `kiosk`, `gateway` or `maintainer`.'),
  action: z.string(),
  subject: z.string(),
  card: z.string().nullable().describe('Serial number of the card that it was about.'),
  reader: z.string().nullable().describe('Id of the reader in which it was done.'),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).describe('No secret is among them.'),
});
export type WireAuditEntry = z.infer<typeof auditEntrySchema>;

export const auditListSchema = z.object({
  entries: z.array(auditEntrySchema).describe('The newest first.'),
  more: z.boolean().describe('There are older ones.'),
});
export type WireAuditList = z.infer<typeof auditListSchema>;

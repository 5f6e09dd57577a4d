/** The environment check (環境檢測) and its repairs. */
import { z } from 'zod';
import { localizedSchema } from './base.js';

export const checkGroupSchema = z.enum(['gateway', 'readers', 'ra', 'store', 'screens']);
export type CheckGroup = z.infer<typeof checkGroupSchema>;

export const checkStateSchema = z
  .enum(['ok', 'warn', 'failed', 'unknown'])
  .describe('`unknown`: it cannot be told from here, and the present value says why.');
export type CheckState = z.infer<typeof checkStateSchema>;

export const checkSchema = z.object({
  id: z.string(),
  group: checkGroupSchema,
  title: localizedSchema,
  purpose: localizedSchema.describe('Why it is looked at.'),
  recommended: localizedSchema,
  state: checkStateSchema,
  present: localizedSchema.describe('What is there, a line for each thing.'),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).describe('The same for programs.'),
  repair: z
    .object({
      label: localizedSchema,
      warning: localizedSchema.nullable().describe('What it interrupts: send `confirmed` when a person agreed.'),
      hindrance: localizedSchema.nullable().describe('Why it cannot be done from here, and what to do instead.'),
    })
    .nullable()
    .describe('null: the gateway cannot mend it.'),
});
export type WireCheck = z.infer<typeof checkSchema>;

export const environmentSchema = z.object({ checkedAt: z.string(), checks: z.array(checkSchema) });
export type WireEnvironment = z.infer<typeof environmentSchema>;

export const repairOrderSchema = z.strictObject({
  ids: z.array(z.string().max(100)).min(1).max(100).describe('Checks, mended in the order of the list of checks.'),
  confirmed: z.boolean().default(false).describe('A person agreed to what these repairs interrupt.'),
});
export type RepairOrder = z.input<typeof repairOrderSchema>;

export const repairOutcomeSchema = z.object({
  id: z.string(),
  outcome: z.enum(['repaired', 'failed']).describe('Whether the repair could be carried out.'),
  message: localizedSchema.describe('What was done, or why it was not.'),
  check: checkSchema.describe('The check as it is afterwards.'),
});
export type WireRepairOutcome = z.infer<typeof repairOutcomeSchema>;

export const screenReportSchema = z.strictObject({
  width: z.int().min(1).max(100_000).describe('CSS pixels.'),
  height: z.int().min(1).max(100_000),
  userAgent: z.string().max(500),
});
export type ScreenReport = z.infer<typeof screenReportSchema>;

/** Staff accounts and second-person approvals. */
import { z } from 'zod';
import { failureSchema, localizedSchema, secretText } from './base.js';
import { cardLoginSchema, raScopeSchema, staffRoleSchema } from './people.js';

export const operatorSchema = z.object({
  name: z.string(),
  role: staffRoleSchema,
  ras: raScopeSchema,
  enabled: z.boolean(),
  mustChangePassword: z.boolean().describe('The password is a temporary one.'),
  cardSerial: z.string().nullable().describe('The staff card that logs this person in; null: none is bound.'),
});
export type WireOperator = z.infer<typeof operatorSchema>;

export const operatorListSchema = z.object({ operators: z.array(operatorSchema) });
export type WireOperatorList = z.infer<typeof operatorListSchema>;

export const createOperatorSchema = z.strictObject({
  name: z.string().min(1).max(64),
  role: staffRoleSchema
    .exclude(['supervisor'])
    .describe('A supervisor is made of somebody who has an account: see `changeOperator`.'),
  ras: raScopeSchema.default(null),
  password: secretText.describe('Temporary: it is changed at the first login.'),
});

export const changeOperatorSchema = z
  .discriminatedUnion('change', [
    z.strictObject({ change: z.enum(['enable', 'disable', 'unbindCard']) }),
    z.strictObject({ change: z.literal('role'), role: staffRoleSchema }),
    z.strictObject({ change: z.literal('ras'), ras: raScopeSchema }),
    z.strictObject({ change: z.literal('bindCard'), readerId: z.string() }).describe('The card in this reader.'),
    z.strictObject({ change: z.literal('password'), password: secretText.describe('A temporary one.') }),
  ])
  .describe('One act.');
export type ChangeOperator = z.infer<typeof changeOperatorSchema>;

export const changePasswordSchema = z
  .strictObject({ oldPassword: secretText, newPassword: secretText })
  .describe('One’s own password.');

// ---------------------------------------------------------------- approvals

const factsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const approvalSchema = z.object({
  id: z.string(),
  action: z.string().describe('What is asked for, e.g. `operator.makeSupervisor`.'),
  subject: z.string().describe('What it is done to.'),
  description: localizedSchema.describe('For the person who decides.'),
  facts: factsSchema.describe('Exactly what will be done.'),
  details: z
    .array(z.object({ label: localizedSchema, value: z.string() }))
    .describe('What the description does not say, for the person who decides.'),
  state: z
    .enum(['pending', 'executing', 'approved', 'rejected', 'withdrawn', 'expired', 'done'])
    .describe(
      '`executing`: approved, and under way. `approved`: approved and not done, because the action failed (see `failure`) ' +
        'or was cut short: who asked may try again. `done`: approved and done.',
    ),
  askedBy: z.string(),
  askedAt: z.string(),
  expiresAt: z.string().describe('Until when it may be decided; once approved, until when it may be carried out.'),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  reason: z.string().nullable().describe('In the words of who decided.'),
  failure: failureSchema.nullable().describe('Why the last attempt to do it failed.'),
  result: factsSchema.nullable().describe('What came of it, once it is done.'),
});
export type WireApproval = z.infer<typeof approvalSchema>;

export const approvalListSchema = z
  .object({ approvals: z.array(approvalSchema) })
  .describe(
    'Newest first: what stands open, and what was decided within a day. Who neither approves nor audits sees their own ' +
      'requests.',
  );
export type WireApprovalList = z.infer<typeof approvalListSchema>;

export const decideApprovalSchema = z.strictObject({
  decision: z.enum(['approve', 'reject']),
  reason: z.string().trim().max(500).default(''),
});

const reason = z.string().trim().max(500).default('');

export const approveHereSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('password'), name: z.string().min(1).max(64), password: secretText, reason }),
  z.strictObject({ by: z.literal('card'), ...cardLoginSchema.shape, reason }),
]);

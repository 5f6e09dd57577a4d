/** Second-person approvals. */
import type { z } from 'zod';
import type { approveHereSchema } from '../../contract/messages.js';
import type { Operator } from '../../operators/operators.js';
import type { Staff } from '../../operators/staff.js';
import { approvalToWire } from '../../operators/wire.js';
import { approvalRoutes } from '../../contract/routes/approvals.js';
import type { WithSecrets } from '../../jobs/order.js';
import { defineHandlers } from '../route.js';

function secondPerson(
  body: WithSecrets<z.output<typeof approveHereSchema>>,
  screenId: string,
  { operators, cards }: Staff,
): Promise<Operator> {
  if (body.by === 'password') return operators.authenticate({ name: body.name, password: body.password, screenId });
  const { readerId, lastTryConfirmed, pin } = body;
  return cards.authenticate({ readerId, lastTryConfirmed, pin });
}

export const approvalHandlers = defineHandlers(approvalRoutes, {
  listApprovals: async ({ screen }, { staff }) => ({
    approvals: (await staff.approvals.list(screen.actor)).map(approvalToWire),
  }),
  decideApproval: async ({ screen, params: { id }, body }, { staff }) => ({
    approval: approvalToWire(await staff.approvals.decide(screen.actor, id, body)),
  }),
  approveHere: async ({ screen, params: { id }, body }, { staff }) => {
    await staff.approvals.forApprovalHere(screen.actor, id);
    const second = await secondPerson(body, screen.screen.id, staff);
    const approval = await staff.approvals.approveHere(screen.actor, id, { second, reason: body.reason });
    return { approval: approvalToWire(approval) };
  },
  executeApproval: async ({ screen, params: { id } }, { staff }) => ({
    approval: approvalToWire(await staff.approvals.execute(screen.actor, id)),
  }),
  withdrawApproval: async ({ screen, params: { id } }, { staff }) => ({
    approval: approvalToWire(await staff.approvals.withdraw(screen.actor, id)),
  }),
});

/** Staff accounts, as supervisors keep them. */
import { Secret } from '../../../base/secret.js';
import type { OperatorOrder } from '../../operators/administration.js';
import { type ChangeOperator } from '../../contract/messages.js';
import { operatorRoutes } from '../../contract/routes/operators.js';
import { defineHandlers } from '../route.js';

/** The password becomes a `Secret` in the expression that passes it on, so that no error can leave it behind. */
function orderOf(change: ChangeOperator): OperatorOrder {
  return change.change === 'password' ? { ...change, password: Secret.fromText(change.password) } : change;
}

export const operatorHandlers = defineHandlers(operatorRoutes, {
  listOperators: async (_call, { staff }) => ({ operators: [...(await staff.accounts.list())] }),
  createOperator: async ({ screen, body: { name, role, password } }, { staff }) => ({
    operator: await staff.accounts.create(screen.actor, { name, role, password: Secret.fromText(password) }),
  }),
  changeOperator: ({ screen, params, body }, { staff }) =>
    staff.administration.change(screen.actor, params.name, orderOf(body)),
});

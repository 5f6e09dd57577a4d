/** Staff accounts, as supervisors keep them. */
import { Secret } from '../../../base/secret.js';
import type { OperatorOrder } from '../../operators/administration.js';
import { type ChangeOperator } from '../../contract/messages.js';
import { operatorRoutes } from '../../contract/routes/operators.js';
import { defineHandlers } from '../route.js';

/** The secret is made in the same expression that hands it over. */
function orderOf(change: ChangeOperator): OperatorOrder {
  return change.change === 'password' ? { ...change, password: Secret.fromText(change.password) } : change;
}

export const operatorHandlers = defineHandlers(operatorRoutes, {
  listOperators: async ({ screen }, { staff }) => ({ operators: [...(await staff.administration.list(screen.actor))] }),
  createOperator: async ({ screen, body: { name, role, password } }, { staff }) => ({
    operator: await staff.administration.create(screen.actor, name, role, Secret.fromText(password)),
  }),
  changeOperator: ({ screen, params, body }, { staff }) =>
    staff.administration.change(screen.actor, params.name, orderOf(body)),
});

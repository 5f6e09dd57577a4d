/** Staff accounts, as supervisors keep them. */
import { operatorToWire, outcomeToWire } from '../../operators/wire.js';
import { operatorRoutes } from '../../contract/routes/operators.js';
import { defineHandlers } from '../route.js';

export const operatorHandlers = defineHandlers(operatorRoutes, {
  listOperators: async (_call, { staff }) => ({ operators: (await staff.accounts.list()).map(operatorToWire) }),
  createOperator: async ({ screen, body }, { staff, ras }) => {
    body.ras?.forEach((id) => ras.byId(id));
    return { operator: operatorToWire(await staff.accounts.create(screen.actor, body)) };
  },
  changeOperator: async ({ screen, params, body }, { staff, ras }) => {
    if (body.change === 'ras') body.ras?.forEach((id) => ras.byId(id));
    return outcomeToWire(await staff.administration.change(screen.actor, params.name, body));
  },
});

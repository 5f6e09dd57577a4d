/** Staff accounts, as supervisors keep them. */
import { operatorRoutes } from '../../contract/routes/operators.js';
import { defineHandlers } from '../route.js';

export const operatorHandlers = defineHandlers(operatorRoutes, {
  listOperators: async (_call, { staff }) => ({ operators: [...(await staff.accounts.list())] }),
  createOperator: async ({ screen, body }, { staff, ras }) => {
    body.ras?.forEach((id) => ras.byId(id));
    return { operator: await staff.accounts.create(screen.actor, body) };
  },
  changeOperator: ({ screen, params, body }, { staff, ras }) => {
    if (body.change === 'ras') body.ras?.forEach((id) => ras.byId(id));
    return staff.administration.change(screen.actor, params.name, body);
  },
});

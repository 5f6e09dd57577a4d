/** Staff accounts, as supervisors keep them. */
import { operatorToWire, outcomeToWire } from '../../operators/wire.js';
import type { Ras } from '../../ras/ras.js';
import type { RaScope } from '../../ras/raScope.js';
import { operatorRoutes } from '../../contract/routes/operators.js';
import { scopeOf } from '../../operators/permissions.js';
import { defineHandlers } from '../route.js';

export const operatorHandlers = defineHandlers(operatorRoutes, {
  listOperators: async (_call, { staff }) => ({ operators: (await staff.accounts.list()).map(operatorToWire) }),
  createOperator: async ({ screen, body }, { staff, ras }) => {
    requireRas(ras.within(scopeOf(screen.actor)), body.ras);
    return { operator: operatorToWire(await staff.accounts.create(screen.actor, body)) };
  },
  changeOperator: async ({ screen, params, body }, { staff, ras }) => {
    if (body.change === 'ras') requireRas(ras.within(scopeOf(screen.actor)), body.ras);
    return outcomeToWire(await staff.administration.change(screen.actor, params.name, body));
  },
});

/** @param own of the person who asks: to others' RAs the answer is as to those that do not exist @throws {Failure} `ra.choose.unknown` */
function requireRas(own: Ras, named: RaScope): void {
  named?.forEach((id) => own.byId(id));
}

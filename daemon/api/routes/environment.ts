/** The environment check (環境檢測): maintainers see it and make repairs; whoever may read the audit log sees it. */
import { may, requirePermission } from '../../operators/permissions.js';
import { environmentRoutes } from '../../contract/routes/environment.js';
import { defineHandlers } from '../route.js';

export const environmentHandlers = defineHandlers(environmentRoutes, {
  checkEnvironment: async ({ screen: { actor } }, { environment }) => {
    if (!may(actor, 'audit')) requirePermission(actor, 'environment');
    const checks = await environment.checkAll();
    return { checkedAt: new Date().toISOString(), checks: [...checks] };
  },
  repairEnvironment: async ({ screen, body }, { environment }) => ({
    repairs: [...(await environment.repair({ ...body, actor: screen.actor.operator }))],
  }),
  reportScreen: ({ body }, { kioskScreen }) => kioskScreen.report(body),
});

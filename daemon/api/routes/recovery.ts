/** 復原: a card that needs a person. */

import { recoveryRoutes } from '../../contract/routes/recovery.js';
import { defineHandlers } from '../route.js';

export const recoveryHandlers = defineHandlers(recoveryRoutes, {
  getRecovery: ({ screen, params: { serial } }, { recovery }) => recovery.view(screen.actor, serial),
  takeRecovery: async ({ screen, params: { serial }, headers, body }, { recovery }) => {
    const job = await recovery.take(screen.actor, serial, { ...body, idempotencyKey: headers['idempotency-key'] });
    return { recovery: await recovery.view(screen.actor, serial), job };
  },
});

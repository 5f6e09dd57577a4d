/** 復原: a card that needs a person. */

import { jobToWire, recoveryToWire } from '../../recovery/wire.js';
import { recoveryRoutes } from '../../contract/routes/recovery.js';
import { defineHandlers } from '../route.js';

export const recoveryHandlers = defineHandlers(recoveryRoutes, {
  getRecovery: async ({ screen, params: { serial } }, { recovery }) =>
    recoveryToWire(await recovery.view(screen.actor, serial)),
  takeRecovery: async ({ screen, params: { serial }, headers, body }, { recovery }) => {
    const job = await recovery.take(screen.actor, serial, { ...body, idempotencyKey: headers['idempotency-key'] });
    return { recovery: recoveryToWire(await recovery.view(screen.actor, serial)), job: job && jobToWire(job) };
  },
});

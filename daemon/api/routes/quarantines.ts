/** 隔離: quarantines of lots of cards. */

import { approvalToWire } from '../../operators/wire.js';
import { affectedToWire, quarantineToWire } from '../../stock/wire.js';
import { quarantineRoutes } from '../../contract/routes/quarantines.js';
import { scopeOf } from '../../operators/permissions.js';
import { defineHandlers } from '../route.js';

export const quarantineHandlers = defineHandlers(quarantineRoutes, {
  listQuarantines: async (_call, { counter }) => ({
    quarantines: (await counter.quarantines.list()).map(quarantineToWire),
  }),
  placeQuarantine: async ({ screen, body }, { counter }) =>
    quarantineToWire(await counter.quarantines.place(screen.actor.operator, body)),
  liftQuarantine: async ({ screen, params: { id }, body: { reason } }, { counter }) => ({
    approval: approvalToWire(await counter.quarantines.askToLift(screen.actor, id, reason)),
  }),
  listAffectedCards: async ({ screen, params: { id }, query: { after, limit } }, { counter }) =>
    affectedToWire(
      await counter.affectedCards.page(await counter.quarantines.find(id), {
        after,
        limit,
        ras: scopeOf(screen.actor),
      }),
    ),
  affectedCardsCsv: async ({ screen, params: { id }, query: { lang } }, { counter }) => ({
    content: await counter.affectedCards.csv(await counter.quarantines.find(id), lang, scopeOf(screen.actor)),
    fileName: `quarantine-${id.slice(0, 8)}.csv`,
  }),
});

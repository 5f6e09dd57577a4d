/** What the screens ask about the RAs themselves. */

import { raRoutes } from '../../contract/routes/ras.js';
import { scopeOf } from '../../operators/permissions.js';
import { defineHandlers } from '../route.js';

export const raHandlers = defineHandlers(raRoutes, {
  getTerms: ({ params: { id } }, { gateway }) => gateway.terms(id),
  listSetAsideFacts: async ({ screen }, { counter }) => ({
    facts: await counter.setAsideFacts.list(scopeOf(screen.actor)),
  }),
  sendFactAgain: ({ params: { id }, screen }, { counter }) =>
    counter.setAsideFacts.sendAgain(screen.actor.operator, id, scopeOf(screen.actor)),
});

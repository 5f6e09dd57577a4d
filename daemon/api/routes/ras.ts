/** What the screens ask about the RAs themselves. */

import { raRoutes } from '../../contract/routes/ras.js';
import { defineHandlers } from '../route.js';

export const raHandlers = defineHandlers(raRoutes, {
  getTerms: ({ params: { id } }, { gateway }) => gateway.terms(id),
  listSetAsideFacts: async (_request, { counter }) => ({ facts: await counter.setAsideFacts.list() }),
  sendFactAgain: ({ params: { id }, screen }, { counter }) =>
    counter.setAsideFacts.sendAgain(screen.actor.operator, id),
});

/** Cases of the counter: records, search, and claims. */

import { caseRoutes } from '../../contract/routes/cases.js';
import { scopeOf } from '../../operators/permissions.js';
import { defineHandlers } from '../route.js';

export const caseHandlers = defineHandlers(caseRoutes, {
  search: ({ screen, query: { text } }, { counter }) => counter.records.search(text, scopeOf(screen.actor)),
  getRegistration: ({ screen, params: { raId, id } }, { counter }) =>
    counter.records.registration(screen.actor.operator, { raId, registrationId: id }),
  getCard: ({ screen, params: { serial } }, { counter }) => counter.records.card(serial, scopeOf(screen.actor)),
  certificateFile: async ({ params: { serial }, query: { raId } }, { counter }) => {
    const { name, content } = await counter.records.certificateFile(raId, serial);
    return { content, fileName: name };
  },
  claimCase: ({ screen, params: { raId, id }, body: { takeOver } }, { counter }) =>
    counter.claims.claim(screen.actor, { raId, registrationId: id }, takeOver),
  releaseCase: ({ screen, params: { raId, id } }, { counter }) =>
    counter.claims.release(screen.actor, { raId, registrationId: id }),
});

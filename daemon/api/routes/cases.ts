/** Cases of the counter: records, search, and claims. */

import { cardCaseToWire, claimToWire, foundToWire, registrationCaseToWire } from '../../cases/wire.js';
import { caseRoutes } from '../../contract/routes/cases.js';
import { scopeOf } from '../../operators/permissions.js';
import { defineHandlers } from '../route.js';

export const caseHandlers = defineHandlers(caseRoutes, {
  search: async ({ screen, query: { text } }, { counter }) =>
    foundToWire(await counter.records.search(text, scopeOf(screen.actor))),
  getRegistration: async ({ screen, params: { raId, id } }, { counter }) =>
    registrationCaseToWire(await counter.records.registration(screen.actor.operator, { raId, registrationId: id })),
  getCard: async ({ screen, params: { serial } }, { counter }) =>
    cardCaseToWire(await counter.records.card(serial, screen.actor)),
  certificateFile: async ({ params: { serial }, query: { raId } }, { counter }) => {
    const { name, content } = await counter.records.certificateFile(raId, serial);
    return { content, fileName: name };
  },
  claimCase: async ({ screen, params: { raId, id }, body: { takeOver } }, { counter }) =>
    claimToWire(await counter.claims.claim(screen.actor, { raId, registrationId: id }, takeOver)),
  releaseCase: ({ screen, params: { raId, id } }, { counter }) =>
    counter.claims.release(screen.actor, { raId, registrationId: id }),
});

/** Revoking certificates and spoiling cards. */

import { cardCaseToWire } from '../../cases/wire.js';
import { approvalToWire } from '../../operators/wire.js';
import { revocationRoutes } from '../../contract/routes/revocations.js';
import { defineHandlers } from '../route.js';

export const revocationHandlers = defineHandlers(revocationRoutes, {
  askRevocation: async ({ screen, body }, { counter }) => ({
    approval: approvalToWire(await counter.revocations.ask(screen.actor, body)),
  }),
  spoilCard: async ({ screen, params: { serial }, headers, body: { raId, reason, note } }, { counter }) => {
    const request = { raId, reason, note, idempotencyKey: headers['idempotency-key'] };
    await counter.cards.spoil(screen.actor.operator, serial, request);
    return cardCaseToWire(await counter.records.card(serial));
  },
});

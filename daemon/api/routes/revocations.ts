/** Revoking certificates and spoiling cards. */

import { cardCaseToWire } from '../../cases/wire.js';
import { approvalToWire } from '../../operators/wire.js';
import { Failure } from '../../contract/failures/failure.js';
import { scopeOf } from '../../operators/permissions.js';
import { revocationRoutes } from '../../contract/routes/revocations.js';
import { defineHandlers } from '../route.js';

export const revocationHandlers = defineHandlers(revocationRoutes, {
  askRevocation: async ({ screen, body }, { counter }) => ({
    approval: approvalToWire(await counter.revocations.ask(screen.actor, body)),
  }),
  spoilCard: async ({ screen, params: { serial }, headers, body: { raId, reason, note } }, { counter }) => {
    const whose = await counter.records.whose(serial, scopeOf(screen.actor));
    if (whose === 'unasked') throw new Failure('ra.request.unavailable');
    if (whose === 'others') throw new Failure('ra.refused.cardUnknown');
    const request = { raId, reason, note, idempotencyKey: headers['idempotency-key'] };
    await counter.cards.spoil(screen.actor.operator, serial, request);
    return cardCaseToWire(await counter.records.card(serial, screen.actor));
  },
});

/** Password letters and the reset of a website password. */

import { letterRoutes } from '../../contract/routes/letters.js';
import { letterListToWire } from '../../letters/wire.js';
import { scopeOf } from '../../operators/permissions.js';
import { defineHandlers } from '../route.js';

export const letterHandlers = defineHandlers(letterRoutes, {
  listLetters: async ({ screen, query: { days } }, { counter }) =>
    letterListToWire(await counter.letters.list(days, scopeOf(screen.actor))),
  printLetter: ({ screen, params: { raId, id }, body: { reprintReason } }, { counter }) =>
    counter.letters.print(screen.actor.operator, raId, id, reprintReason ?? null),
  resetPassword: ({ screen, headers, body: { raId, ...reset } }, { counter }) =>
    counter.passwordResets.reset(screen.actor, raId, reset, headers['idempotency-key']),
});

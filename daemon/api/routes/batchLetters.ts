/** Letters of a batch order. The person who makes the cards does not see letters: a counter officer or a supervisor prints them. */

import { batchLetterRoutes } from '../../contract/routes/batchLetters.js';
import { batchLettersToWire } from '../../letters/wire.js';
import { defineHandlers } from '../route.js';

export const batchLetterHandlers = defineHandlers(batchLetterRoutes, {
  orderLetters: async ({ params: { orderId } }, { counter }) =>
    batchLettersToWire(await counter.batchLetters.progress(orderId)),
  printOrderLetters: async ({ screen, params: { orderId }, body }, { counter }) =>
    batchLettersToWire(await counter.batchLetters.print(screen.actor.operator, orderId, body)),
  resumeOrderLetters: async ({ screen, params: { orderId } }, { counter }) =>
    batchLettersToWire(await counter.batchLetters.resume(screen.actor.operator, orderId)),
  settleOrderLetters: async ({ screen, params: { orderId }, body }, { counter }) =>
    batchLettersToWire(await counter.batchLetters.settleDoubt(screen.actor.operator, orderId, body)),
});

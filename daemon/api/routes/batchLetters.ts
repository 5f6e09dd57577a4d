/** Letters of a batch order. The person who makes the cards does not see letters: a counter officer or a supervisor prints them. */

import { batchLetterRoutes } from '../../contract/routes/batchLetters.js';
import { defineHandlers } from '../route.js';

export const batchLetterHandlers = defineHandlers(batchLetterRoutes, {
  orderLetters: ({ params: { orderId } }, { counter }) => counter.batchLetters.progress(orderId),
  printOrderLetters: ({ screen, params: { orderId }, body }, { counter }) =>
    counter.batchLetters.print(screen.actor.operator, orderId, body),
  resumeOrderLetters: ({ screen, params: { orderId } }, { counter }) =>
    counter.batchLetters.goOn(screen.actor.operator, orderId),
  settleOrderLetters: ({ screen, params: { orderId }, body }, { counter }) =>
    counter.batchLetters.tell(screen.actor.operator, orderId, body),
});

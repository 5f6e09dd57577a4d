/** Stock of blank cards: boxes, movements and counts. */

import { stockRoutes } from '../../contract/routes/stock.js';
import { defineHandlers } from '../route.js';

export const stockHandlers = defineHandlers(stockRoutes, {
  getStock: (_call, { counter }) => counter.stock.now(),
  recordMovement: ({ screen, body }, { counter }) => counter.stock.record(screen.actor.operator, body),
  undoMovement: ({ screen, params: { id }, body: { note } }, { counter }) =>
    counter.boxes.undo(screen.actor.operator, id, note),
  listBoxes: ({ query: { which } }, { counter }) => counter.boxes.list(which),
  receiveBox: ({ screen, body }, { counter }) => counter.boxes.receive(screen.actor.operator, body),
  findBox: async ({ query: { serial } }, { counter }) => ({ box: await counter.boxes.ofCard(serial) }),
  getBox: ({ params: { id } }, { counter }) => counter.boxes.detail(id),
  moveBox: ({ screen, params: { id }, body }, { counter }) => counter.boxes.move(screen.actor.operator, id, body),
});

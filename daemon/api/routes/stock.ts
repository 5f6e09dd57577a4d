/** Stock of blank cards: boxes, movements and counts. */

import { boxDetailToWire, boxListToWire, boxToWire, movementToWire, stockToWire } from '../../stock/wire.js';
import { stockRoutes } from '../../contract/routes/stock.js';
import { defineHandlers } from '../route.js';

export const stockHandlers = defineHandlers(stockRoutes, {
  getStock: async (_call, { counter }) => stockToWire(await counter.stock.now()),
  recordMovement: async ({ screen, body }, { counter }) =>
    movementToWire(await counter.stock.record(screen.actor.operator, body)),
  undoMovement: async ({ screen, params: { id }, body: { note } }, { counter }) =>
    movementToWire(await counter.boxes.undo(screen.actor.operator, id, note)),
  listBoxes: async ({ query: { which } }, { counter }) => boxListToWire(await counter.boxes.list(which)),
  receiveBox: async ({ screen, body }, { counter }) =>
    boxToWire(await counter.boxes.receive(screen.actor.operator, body)),
  findBox: async ({ query: { serial } }, { counter }) => {
    const box = await counter.boxes.ofCard(serial);
    return { box: box === null ? null : boxToWire(box) };
  },
  getBox: async ({ params: { id } }, { counter }) => boxDetailToWire(await counter.boxes.detail(id)),
  moveBox: async ({ screen, params: { id }, body }, { counter }) =>
    boxToWire(await counter.boxes.move(screen.actor.operator, id, body)),
});

/** 批次製卡: the batch line and its orders. */

import { batchRoutes } from '../../contract/routes/batch.js';
import {
  dryRunToWire,
  entryPageToWire,
  lineToWire,
  orderPageToWire,
  orderToWire,
  placedToWire,
  reportToWire,
} from '../../batch/wire.js';
import type { Batch } from '../../batch/batch.js';
import { seenLine } from '../../batch/seenLine.js';
import type { WireBatchLine } from '../../contract/messages.js';
import type { Actor } from '../../operators/actor.js';
import { scopeOf } from '../../operators/permissions.js';
import { defineHandlers } from '../route.js';

async function lineOf(actor: Actor, batch: Batch): Promise<WireBatchLine> {
  const scope = scopeOf(actor);
  const view = await batch.screen.view(scope);
  return lineToWire(await seenLine(view, scope, async (id) => (await batch.orders.order(id)).raId));
}

export const batchHandlers = defineHandlers(batchRoutes, {
  batchLine: async ({ screen }, { batch }) => lineOf(screen.actor, batch),
  placeReader: async ({ screen, params: { readerId }, body }, { batch }) => {
    await batch.chooseReader(screen.actor, readerId, body.onLine);
    return lineOf(screen.actor, batch);
  },
  listRaOrders: async ({ screen }, { batch }) => ({
    orders: [...(await batch.placing.atRas(scopeOf(screen.actor)))],
  }),
  dryRun: async ({ body }, { batch }) => dryRunToWire(await batch.dryRuns.run(body)),
  placeOrder: async ({ screen, body }, { batch }) => placedToWire(await batch.placing.place(screen.actor, body)),
  listPastOrders: async ({ screen, query }, { batch }) =>
    orderPageToWire(await batch.orders.over(query, scopeOf(screen.actor))),
  getOrder: async ({ params: { orderId } }, { batch }) => orderToWire(await batch.orders.order(orderId)),
  changeOrder: async ({ screen, params: { orderId }, body }, { batch }) =>
    placedToWire(await batch.orders.change(screen.actor, orderId, body)),
  listEntries: async ({ params: { orderId }, query }, { batch }) =>
    entryPageToWire(await batch.orders.entries(orderId, query)),
  runAgain: async ({ screen, params: { orderId }, body }, { batch }) =>
    orderToWire(await batch.orders.runAgain(screen.actor, orderId, body.numbers)),
  orderReport: async ({ params: { orderId } }, { batch }) => reportToWire(await batch.reports.of(orderId)),
  orderReportCsv: async ({ params: { orderId }, query: { lang } }, { batch }) => ({
    content: await batch.reports.csv(orderId, lang),
    fileName: `batch-${orderId}.csv`,
  }),
  orderReportPdf: async ({ params: { orderId }, query: { lang } }, { batch }) => ({
    content: await batch.reports.pdf(orderId, lang),
    fileName: `batch-${orderId}.pdf`,
  }),
});

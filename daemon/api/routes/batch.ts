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
import { defineHandlers } from '../route.js';

export const batchHandlers = defineHandlers(batchRoutes, {
  batchLine: async (_call, { batch }) => lineToWire(await batch.screen.view()),
  placeReader: async ({ screen, params: { readerId }, body }, { batch }) => {
    await batch.chooseReader(screen.actor, readerId, body.onLine);
    return lineToWire(await batch.screen.view());
  },
  listRaOrders: async (_call, { batch }) => ({ orders: [...(await batch.placing.atRas())] }),
  dryRun: async ({ body }, { batch }) => dryRunToWire(await batch.dryRuns.run(body)),
  placeOrder: async ({ screen, body }, { batch }) => placedToWire(await batch.placing.place(screen.actor, body)),
  listPastOrders: async ({ query }, { batch }) => orderPageToWire(await batch.orders.over(query)),
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

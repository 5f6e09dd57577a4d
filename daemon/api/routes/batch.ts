/** 批次製卡: the batch line and its orders. */

import { batchRoutes } from '../../contract/routes/batch.js';
import { defineHandlers } from '../route.js';

export const batchHandlers = defineHandlers(batchRoutes, {
  batchLine: (_call, { batch }) => batch.view(),
  placeReader: ({ screen, params: { readerId }, body }, { batch }) =>
    batch.choosePlace(screen.actor, readerId, body.onLine),
  listRaOrders: async (_call, { batch }) => ({ orders: [...(await batch.placing.atRas())] }),
  dryRun: ({ body }, { batch }) => batch.dryRuns.run(body),
  placeOrder: ({ screen, body }, { batch }) => batch.placing.place(screen.actor, body),
  listPastOrders: ({ query }, { batch }) => batch.orders.over(query),
  getOrder: ({ params: { orderId } }, { batch }) => batch.orders.order(orderId),
  changeOrder: ({ screen, params: { orderId }, body }, { batch }) => batch.orders.change(screen.actor, orderId, body),
  listEntries: ({ params: { orderId }, query }, { batch }) => batch.orders.entries(orderId, query),
  runAgain: ({ screen, params: { orderId }, body }, { batch }) =>
    batch.orders.runAgain(screen.actor, orderId, body.numbers),
  orderReport: ({ params: { orderId } }, { batch }) => batch.reports.of(orderId),
  orderReportCsv: async ({ params: { orderId }, query: { lang } }, { batch }) => ({
    content: await batch.reports.csv(orderId, lang),
    fileName: `batch-${orderId}.csv`,
  }),
  orderReportPdf: async ({ params: { orderId }, query: { lang } }, { batch }) => ({
    content: await batch.reports.pdf(orderId, lang),
    fileName: `batch-${orderId}.pdf`,
  }),
});

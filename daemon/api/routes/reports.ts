/** The end-of-day report. */

import { readDay } from '../../../base/taipei.js';
import { reportToWire } from '../../reports/wire.js';
import { reportRoutes } from '../../contract/routes/reports.js';
import { defineHandlers } from '../route.js';

export const reportHandlers = defineHandlers(reportRoutes, {
  dayReport: async ({ params: { day } }, { counter }) => reportToWire(await counter.reports.ofDay(day)),
  dayReportPdf: async ({ params: { day }, query: { lang } }, { counter }) => ({
    content: await counter.reports.pdf(day, lang),
    fileName: `report-${readDay(day) ?? ''}.pdf`,
  }),
  dayReportCsv: async ({ params: { day }, query: { lang } }, { counter }) => ({
    content: await counter.reports.csv(day, lang),
    fileName: `report-${readDay(day) ?? ''}.csv`,
  }),
});

/** The end-of-day report. */

import { readDay } from '../../../base/taipei.js';
import { reportToWire } from '../../reports/wire.js';
import { reportRoutes } from '../../contract/routes/reports.js';
import { scopeOf } from '../../operators/permissions.js';
import { defineHandlers } from '../route.js';

export const reportHandlers = defineHandlers(reportRoutes, {
  dayReport: async ({ screen, params: { day } }, { counter }) =>
    reportToWire(await counter.reports.ofDay(day, scopeOf(screen.actor))),
  dayReportPdf: async ({ screen, params: { day }, query: { lang } }, { counter }) => ({
    content: await counter.reports.pdf(day, lang, scopeOf(screen.actor)),
    fileName: `report-${readDay(day) ?? ''}.pdf`,
  }),
  dayReportCsv: async ({ screen, params: { day }, query: { lang } }, { counter }) => ({
    content: await counter.reports.csv(day, lang, scopeOf(screen.actor)),
    fileName: `report-${readDay(day) ?? ''}.csv`,
  }),
});

/** The end-of-day report. */
import { reportDaySchema, reportLanguageSchema, reportSchema } from '../messages.js';
import { defineContract } from '../route.js';

export const reportRoutes = defineContract({
  dayReport: {
    method: 'GET',
    path: '/api/reports/{day}',
    title: { 'zh-TW': '日結報表', en: 'End-of-day report' },
    who: 'staff',
    permission: 'reports',
    params: reportDaySchema,
    answer: reportSchema,
    failures: ['report.day.notADay'],
  },
  dayReportPdf: {
    method: 'GET',
    path: '/api/reports/{day}/pdf',
    title: { 'zh-TW': '日結報表（PDF）', en: 'The report as PDF' },
    who: 'staff',
    permission: 'reports',
    params: reportDaySchema,
    query: reportLanguageSchema,
    answer: { mediaType: 'application/pdf' },
    failures: ['report.day.notADay', 'paper.make.busy'],
  },
  dayReportCsv: {
    method: 'GET',
    path: '/api/reports/{day}/csv',
    title: { 'zh-TW': '日結報表（CSV）', en: 'The report as CSV' },
    who: 'staff',
    permission: 'reports',
    params: reportDaySchema,
    query: reportLanguageSchema,
    answer: { mediaType: 'text/csv' },
    failures: ['report.day.notADay'],
  },
});

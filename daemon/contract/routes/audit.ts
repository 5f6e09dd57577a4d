/** The audit log. */
import { auditFilterSchema, auditListSchema, listAuditSchema } from '../messages.js';
import { defineContract } from '../route.js';

const aboutExport =
  'All entries that fit, oldest first, with the hashes of the chain, the last entry of the whole log and the heads that the gateway ' +
  'signed. docs/audit-log.md says how they are checked. The export itself is recorded.';

export const auditRoutes = defineContract({
  auditEntries: {
    method: 'GET',
    path: '/api/audit',
    title: { 'zh-TW': '稽核紀錄', en: 'Entries of the audit log' },
    who: 'staff',
    permission: 'audit',
    query: listAuditSchema,
    answer: auditListSchema,
    failures: ['staff.scope.notAll', 'report.day.notADay'],
  },
  auditJson: {
    method: 'GET',
    path: '/api/audit/json',
    title: { 'zh-TW': '匯出稽核紀錄（JSON）', en: 'The audit log as JSON' },
    about: aboutExport,
    who: 'staff',
    permission: 'audit',
    query: auditFilterSchema,
    answer: { mediaType: 'application/json' },
    failures: ['staff.scope.notAll', 'report.day.notADay'],
  },
  auditCsv: {
    method: 'GET',
    path: '/api/audit/csv',
    title: { 'zh-TW': '匯出稽核紀錄（CSV）', en: 'The audit log as CSV' },
    about: aboutExport,
    who: 'staff',
    permission: 'audit',
    query: auditFilterSchema,
    answer: { mediaType: 'text/csv' },
    failures: ['staff.scope.notAll', 'report.day.notADay'],
  },
});

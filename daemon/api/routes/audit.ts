/** The audit log. */
import { taipeiDay } from '../../../base/taipei.js';
import { auditRoutes } from '../../contract/routes/audit.js';
import { csvPieces, jsonPieces } from '../../audit/auditExport.js';
import { csvLines } from '../../paper/csv.js';
import { requireAllRas } from '../../operators/permissions.js';
import { defineHandlers } from '../route.js';

const fileName = (madeAt: string, ending: string): string => `audit-${taipeiDay(Date.parse(madeAt))}.${ending}`;

export const auditHandlers = defineHandlers(auditRoutes, {
  auditEntries: ({ query: { before, limit, ...query }, screen }, { auditLog }) => {
    requireAllRas(screen.actor);
    return auditLog.page(query, { before, limit });
  },
  auditJson: async ({ query, screen: { actor } }, { auditLog }) => {
    requireAllRas(actor);
    const made = await auditLog.export(query, actor.operator, 'json');
    return { content: jsonPieces(made), fileName: fileName(made.madeAt, 'json') };
  },
  auditCsv: async ({ query, screen: { actor } }, { auditLog }) => {
    requireAllRas(actor);
    const made = await auditLog.export(query, actor.operator, 'csv');
    return { content: csvPieces(made, csvLines), fileName: fileName(made.madeAt, 'csv') };
  },
});

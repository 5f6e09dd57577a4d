/** What the page of the audit log asks of the daemon. */
import type { AuditFilter } from '../../daemon/contract/messages.js';
import { fileUrl, request } from './client.js';

export const auditClient = {
  entries: (filter: AuditFilter, before: number | null) =>
    request('GET /api/audit', { query: { ...filter, ...(before !== null && { before }) } }),
};

/** Where the browser saves an export from. */
export function auditFileUrl(format: 'json' | 'csv', filter: AuditFilter): string {
  return fileUrl(`GET /api/audit/${format}`, { query: filter });
}

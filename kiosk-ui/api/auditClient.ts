/** What the page of the audit log asks of the daemon. */
import { fileUrl, request } from './client.js';

/** Without what is empty: that is no filter. */
export interface AuditFilter {
  readonly from?: string;
  readonly to?: string;
  readonly actor?: string;
  readonly action?: string;
  readonly subject?: string;
  readonly reader?: string;
}

export const auditClient = {
  entries: (filter: AuditFilter, before: number | null) =>
    request('GET /api/audit', { query: { ...filter, ...(before !== null && { before }) } }),
};

/** Where the browser saves an export from. */
export function auditFileUrl(format: 'json' | 'csv', filter: AuditFilter): string {
  return fileUrl(`GET /api/audit/${format}`, { query: filter });
}

/** What the counter console asks of the daemon beside jobs. */
import type {
  PasswordResetRequest,
  RevocationRequest,
  StockMovementRequest,
  TakeRecovery,
} from '../../daemon/contract/messages.js';
import { fileUrl, request } from './client.js';
import type { BodyOf } from './inferred.js';
import type { Language } from './types.js';

const once = (key: string) => ({ 'idempotency-key': key });

export const counterClient = {
  search: (text: string) => request('GET /api/search', { query: { text } }),
  registration: (raId: string, id: string) => request('GET /api/registrations/{raId}/{id}', { params: { raId, id } }),
  card: (serial: string) => request('GET /api/cards/{serial}', { params: { serial } }),
  claim: (raId: string, id: string, takeOver: boolean) =>
    request('POST /api/cases/{raId}/{id}/claim', { params: { raId, id }, body: { takeOver } }),
  release: async (raId: string, id: string) => {
    await request('DELETE /api/cases/{raId}/{id}/claim', { params: { raId, id } });
  },

  letters: (days: number) => request('GET /api/letters', { query: { days } }),
  printLetter: (raId: string, id: string, reprintReason: string | undefined) =>
    request('POST /api/letters/{raId}/{id}/print', { params: { raId, id }, body: { reprintReason } }),
  report: (day: string) => request('GET /api/reports/{day}', { params: { day } }),
  stock: () => request('GET /api/stock'),
  recordStock: async (body: StockMovementRequest) => {
    await request('POST /api/stock/movements', { body });
  },

  resetPassword: (body: PasswordResetRequest, idempotencyKey: string) =>
    request('POST /api/password-resets', { body, headers: once(idempotencyKey) }),

  recovery: (serial: string) => request('GET /api/cards/{serial}/recovery', { params: { serial } }),
  takeRecovery: (serial: string, body: TakeRecovery, idempotencyKey: string) =>
    request('POST /api/cards/{serial}/recovery', { params: { serial }, body, headers: once(idempotencyKey) }),

  terms: (raId: string) => request('GET /api/ras/{id}/terms', { params: { id: raId } }),
  askRevocation: async (body: RevocationRequest) => (await request('POST /api/revocations', { body })).approval,
  spoil: (serial: string, body: BodyOf<'POST /api/cards/{serial}/spoil'>, idempotencyKey: string) =>
    request('POST /api/cards/{serial}/spoil', { params: { serial }, body, headers: once(idempotencyKey) }),
};

/** Where the browser saves a report from. @param day `YYYY-MM-DD` */
export function reportFileUrl(day: string, format: 'pdf' | 'csv', language: Language): string {
  return fileUrl(`GET /api/reports/{day}/${format}`, { params: { day }, query: { lang: language } });
}

/** Where the browser saves a certificate from. */
export function certificateFileUrl(raId: string, serial: string): string {
  return fileUrl('GET /api/certificates/{serial}.cer', { params: { serial }, query: { raId } });
}

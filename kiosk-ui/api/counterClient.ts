/** What the counter console asks of the daemon beside jobs. */
import type {
  TakeRecovery,
  WireCardRecord,
  WireCardRecovery,
  WireJob,
  PasswordResetRequest,
  RevocationRequest,
  WireApproval,
  WireSpoilReason,
  WireTerms,
  WireClaim,
  WireLetterList,
  WirePrintedLetter,
  WireRegistrationRecord,
  StockMovementRequest,
  WireReport,
  WireStock,
  WireSearchResult,
} from '../../daemon/contract/messages.js';
import { request } from './client.js';

const part = encodeURIComponent;

export const counterClient = {
  search: async (text: string) => (await request(`search?text=${part(text)}`)) as WireSearchResult,
  registration: async (raId: string, id: string) =>
    (await request(`registrations/${part(raId)}/${part(id)}`)) as WireRegistrationRecord,
  card: async (serial: string) => (await request(`cards/${part(serial)}`)) as WireCardRecord,
  claim: async (raId: string, id: string, takeOver: boolean) =>
    (await request(`cases/${part(raId)}/${part(id)}/claim`, { method: 'POST', json: { takeOver } })) as WireClaim,
  release: async (raId: string, id: string) => {
    await request(`cases/${part(raId)}/${part(id)}/claim`, { method: 'DELETE' });
  },

  letters: async (days: number) => (await request(`letters?days=${days}`)) as WireLetterList,
  printLetter: async (raId: string, id: string, reprintReason: string | undefined) =>
    (await request(`letters/${part(raId)}/${part(id)}/print`, {
      method: 'POST',
      json: { reprintReason },
    })) as WirePrintedLetter,
  report: async (day: string) => (await request(`reports/${part(day)}`)) as WireReport,
  stock: async () => (await request('stock')) as WireStock,
  recordStock: async (movement: StockMovementRequest) => {
    await request('stock/movements', { method: 'POST', json: movement });
  },

  resetPassword: async (reset: PasswordResetRequest, idempotencyKey: string) =>
    (await request('password-resets', { method: 'POST', json: reset, idempotencyKey })) as { letterId: string },

  recovery: async (serial: string) => (await request(`cards/${part(serial)}/recovery`)) as WireCardRecovery,
  takeRecovery: async (serial: string, way: TakeRecovery, idempotencyKey: string) =>
    (await request(`cards/${part(serial)}/recovery`, { method: 'POST', json: way, idempotencyKey })) as {
      job: WireJob | null;
    },

  terms: async (raId: string) => (await request(`ras/${part(raId)}/terms`)) as WireTerms,
  askRevocation: async (revocation: RevocationRequest) =>
    ((await request('revocations', { method: 'POST', json: revocation })) as { approval: WireApproval }).approval,
  spoil: async (
    serial: string,
    spoiling: { raId: string; reason: WireSpoilReason; note: string },
    idempotencyKey: string,
  ) =>
    (await request(`cards/${part(serial)}/spoil`, {
      method: 'POST',
      json: spoiling,
      idempotencyKey,
    })) as WireCardRecord,
};

/** Where the browser saves a report from. @param day `YYYY-MM-DD` */
export function reportFileUrl(day: string, format: 'pdf' | 'csv', language: string): string {
  return `/api/reports/${part(day)}/${format}?lang=${part(language)}`;
}

/** Where the browser saves a certificate from. */
export function certificateFileUrl(raId: string, serial: string): string {
  return `/api/certificates/${part(serial)}.cer?raId=${part(raId)}`;
}

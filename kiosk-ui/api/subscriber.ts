/** What subscribers do for themselves, as requests. Each is sent once. */
import { request } from './client.js';

interface Account {
  readonly raId?: string;
  /** 網站帳號 */
  readonly account: string;
}

export const subscriber = {
  logIn: (body: Account & { readonly password: string }) => request('POST /api/logins', { body }),
  changeWebsitePassword: async (body: Account & { readonly oldPassword: string; readonly newPassword: string }) => {
    await request('POST /api/website-password', { body });
  },
  record: () => request('GET /api/record'),
  terms: (raId: string) => request('GET /api/ras/{id}/terms', { params: { id: raId } }),
  /** @returns null: there is no such certificate */
  partnerCertificate: async (serial: string, raId: string | null) => {
    const sent = { params: { serial }, query: { raId: raId ?? undefined } };
    return (await request('GET /api/partner-certificates/{serial}', sent)).certificate;
  },
  saveTargets: () => request('GET /api/save-targets'),
  save: (body: { readonly serials: readonly string[]; readonly target: 'stick' | 'link' }) =>
    request('POST /api/saves', { body }),
};

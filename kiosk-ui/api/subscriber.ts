/** What subscribers do for themselves, as requests. Each is sent once. */
import type {
  WireCertificateRecord,
  WireLogin,
  WireSave,
  WireSaveTargets,
  WireSubscriberRecord,
  WireTerms,
} from '../../daemon/contract/messages.js';
import { request } from './client.js';

interface Account {
  readonly raId?: string;
  /** 網站帳號 */
  readonly account: string;
}

export const subscriber = {
  logIn: async (who: Account & { readonly password: string }) =>
    (await request('logins', { method: 'POST', json: who })) as WireLogin,
  changeWebsitePassword: async (change: Account & { readonly oldPassword: string; readonly newPassword: string }) => {
    await request('website-password', { method: 'POST', json: change });
  },
  record: async () => (await request('record')) as WireSubscriberRecord,
  terms: async (raId: string) => (await request(`ras/${encodeURIComponent(raId)}/terms`)) as WireTerms,
  /** @returns null: there is no such certificate */
  partnerCertificate: async (serial: string, raId: string | null) => {
    const query = raId === null ? '' : `?raId=${encodeURIComponent(raId)}`;
    const answer = await request(`partner-certificates/${encodeURIComponent(serial)}${query}`);
    return (answer as { certificate: WireCertificateRecord | null }).certificate;
  },
  saveTargets: async () => (await request('save-targets')) as WireSaveTargets,
  save: async (order: { readonly serials: readonly string[]; readonly target: 'stick' | 'link' }) =>
    (await request('saves', { method: 'POST', json: order })) as WireSave,
};

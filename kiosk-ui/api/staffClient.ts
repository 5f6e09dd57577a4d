/** What staff accounts and approvals ask of the daemon. */
import type { ChangeOperator } from '../../daemon/contract/messages.js';
import { request } from './client.js';
import type { BodyOf } from './inferred.js';

export type SecondPerson =
  | { readonly by: 'password'; readonly name: string; readonly password: string }
  | { readonly by: 'card'; readonly readerId: string; readonly pin: string; readonly lastTryConfirmed: boolean };

export const staffClient = {
  cardReaders: async () => (await request('GET /api/staff/card-readers')).readers,
  logInByCard: (body: { readerId: string; pin: string; lastTryConfirmed: boolean }) =>
    request('POST /api/staff/card-login', { body }),
  unlock: (pin: string, lastTryConfirmed: boolean) =>
    request('POST /api/staff/unlock', { body: { pin, lastTryConfirmed } }),

  changePassword: (oldPassword: string, newPassword: string) =>
    request('POST /api/staff/password', { body: { oldPassword, newPassword } }),

  operators: async () => (await request('GET /api/operators')).operators,
  createOperator: async (body: BodyOf<'POST /api/operators'>) =>
    (await request('POST /api/operators', { body })).operator,
  /** The account as changed, or the request that another supervisor has to approve. */
  changeOperator: (name: string, body: ChangeOperator) =>
    request('PATCH /api/operators/{name}', { params: { name }, body }),

  approvals: async () => (await request('GET /api/approvals')).approvals,
  decide: async (id: string, decision: 'approve' | 'reject', reason: string) =>
    (await request('POST /api/approvals/{id}/decision', { params: { id }, body: { decision, reason } })).approval,
  approveHere: async (id: string, body: SecondPerson) =>
    (await request('POST /api/approvals/{id}/approval-here', { params: { id }, body })).approval,
  execute: async (id: string) => (await request('POST /api/approvals/{id}/execution', { params: { id } })).approval,
  withdraw: async (id: string) => (await request('POST /api/approvals/{id}/withdrawal', { params: { id } })).approval,
};

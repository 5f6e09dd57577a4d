/** What staff accounts and approvals ask of the daemon. */
import type {
  ChangeOperator,
  StaffRole,
  WireApproval,
  WireApprovalList,
  WireCardReaderList,
  WireOperator,
  WireOperatorList,
  WireSession,
} from '../../daemon/contract/messages.js';
import { request } from './client.js';

export type SecondPerson =
  | { readonly by: 'password'; readonly name: string; readonly password: string }
  | { readonly by: 'card'; readonly readerId: string; readonly pin: string; readonly lastTryConfirmed: boolean };

const approvalOf = (answer: unknown): WireApproval => (answer as { approval: WireApproval }).approval;
const approvalPath = (id: string, act: string) => `approvals/${encodeURIComponent(id)}/${act}`;

export const staffClient = {
  cardReaders: async () => ((await request('staff/card-readers')) as WireCardReaderList).readers,
  logInByCard: async (typed: { readerId: string; pin: string; lastTryConfirmed: boolean }) =>
    (await request('staff/card-login', { method: 'POST', json: typed })) as WireSession,
  unlock: async (pin: string, lastTryConfirmed: boolean) =>
    (await request('staff/unlock', { method: 'POST', json: { pin, lastTryConfirmed } })) as WireSession,

  changePassword: async (oldPassword: string, newPassword: string) =>
    (await request('staff/password', { method: 'POST', json: { oldPassword, newPassword } })) as WireSession,

  operators: async () => ((await request('operators')) as WireOperatorList).operators,
  createOperator: async (name: string, role: StaffRole, password: string) =>
    ((await request('operators', { method: 'POST', json: { name, role, password } })) as { operator: WireOperator })
      .operator,
  /** The account as changed, or the request that another supervisor has to approve. */
  changeOperator: async (name: string, change: ChangeOperator) =>
    (await request(`operators/${encodeURIComponent(name)}`, { method: 'PATCH', json: change })) as
      { operator: WireOperator } | { approval: WireApproval },

  approvals: async () => ((await request('approvals')) as WireApprovalList).approvals,
  decide: async (id: string, decision: 'approve' | 'reject', reason: string) =>
    approvalOf(await request(approvalPath(id, 'decision'), { method: 'POST', json: { decision, reason } })),
  approveHere: async (id: string, second: SecondPerson) =>
    approvalOf(await request(approvalPath(id, 'approval-here'), { method: 'POST', json: second })),
  execute: async (id: string) => approvalOf(await request(approvalPath(id, 'execution'), { method: 'POST' })),
  withdraw: async (id: string) => approvalOf(await request(approvalPath(id, 'withdrawal'), { method: 'POST' })),
};

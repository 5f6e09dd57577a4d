/** What may become of a request for approval, state by state. */
import t from 'tap';
import { nextApproval, type ApprovalEvent } from '../../../daemon/operators/approvalState.js';
import type { Approval, ApprovalState } from '../../../daemon/operators/approvalTable.js';

const asked: Approval = {
  id: '1',
  action: 'operator.makeSupervisor',
  subject: 'chen',
  facts: { name: 'chen' },
  state: 'pending',
  askedBy: 'lin',
  askedAt: '2025-01-01T00:00:00.000Z',
  expiresAt: '2025-01-01T00:15:00.000Z',
  decidedBy: null,
  decidedAt: null,
  reason: null,
  failure: null,
  result: null,
};
const at = '2025-01-01T00:14:59.999Z';
const until = '2025-01-01T00:29:59.999Z';
const events: Readonly<Record<ApprovalEvent['type'], ApprovalEvent>> = {
  approve: { type: 'approve', by: 'wu', at, reason: '', until },
  reject: { type: 'reject', by: 'wu', at, reason: '理由不足' },
  withdraw: { type: 'withdraw', by: 'lin', at },
  expire: { type: 'expire' },
  execute: { type: 'execute', by: 'lin', at },
  interrupt: { type: 'interrupt' },
  fail: { type: 'fail', failure: { code: 'ra.request.unavailable', facts: {} } },
  finish: { type: 'finish', result: { role: 'supervisor' } },
};
const types = Object.keys(events) as ApprovalEvent['type'][];

await t.test('each state takes its own events and refuses the others', (t) => {
  const taken: Readonly<Record<ApprovalState, Partial<Record<ApprovalEvent['type'], ApprovalState>>>> = {
    pending: { approve: 'executing', reject: 'rejected', withdraw: 'withdrawn', expire: 'expired' },
    executing: { fail: 'approved', interrupt: 'approved', finish: 'done' },
    approved: { withdraw: 'withdrawn', expire: 'expired', execute: 'executing' },
    rejected: {},
    withdrawn: {},
    expired: {},
    done: {},
  };
  for (const [state, next] of Object.entries(taken)) {
    for (const type of types) {
      const approval = { ...asked, state: state as ApprovalState };
      const wanted = next[type];
      if (wanted === undefined) {
        t.throws(() => nextApproval(approval, events[type]), { code: 'staff.approval.stateOther' }, `${state} ${type}`);
      } else {
        t.equal(nextApproval(approval, events[type]).state, wanted, `${state} ${type}`);
      }
    }
  }
  t.end();
});

await t.test('the second person is another person, in time', (t) => {
  for (const type of ['approve', 'reject'] as const) {
    const event = (by: string, when: string): ApprovalEvent => ({ type, by, at: when, reason: '', until });
    t.throws(() => nextApproval(asked, event('lin', at)), { code: 'staff.approval.samePerson' });
    t.throws(() => nextApproval(asked, event('wu', asked.expiresAt)), { code: 'staff.approval.expired' });
    t.match(nextApproval(asked, event('wu', at)), { decidedBy: 'wu', decidedAt: at, reason: null });
  }
  t.equal(nextApproval(asked, events.reject).reason, '理由不足');
  t.throws(() => nextApproval(asked, { type: 'withdraw', by: 'wu', at }), { code: 'staff.approval.notYours' });
  t.end();
});

await t.test('what failed stays approved with its failure, until it is done', (t) => {
  const begun = nextApproval(asked, events.approve);
  t.match(begun, { state: 'executing', expiresAt: until }, 'from now on it is about when it lapses');
  const failed = nextApproval(begun, events.fail);
  t.match(failed, { state: 'approved', decidedBy: 'wu', failure: { code: 'ra.request.unavailable' }, result: null });
  t.throws(() => nextApproval(failed, { type: 'execute', by: 'wu', at }), { code: 'staff.approval.notYours' });
  t.throws(() => nextApproval(failed, { type: 'execute', by: 'lin', at: until }), { code: 'staff.approval.expired' });
  t.match(nextApproval(begun, events.interrupt).failure, { code: 'staff.approval.interrupted' });
  const again = nextApproval(failed, events.execute);
  t.match(nextApproval(again, events.finish), { state: 'done', failure: null, result: { role: 'supervisor' } });
  t.strictSame(nextApproval(again, events.finish).facts, asked.facts, 'exactly what was asked for');
  t.end();
});

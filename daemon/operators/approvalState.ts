/** The states of an approval request, and which event leads from one to the next. Pure. */
import { Failure } from '../contract/failures/failure.js';
import type { StoredFailure } from '../contract/failures/failure.js';
import type { Approval, ApprovalFacts } from './approvalTable.js';

export type ApprovalEvent =
  | { readonly type: 'approve' | 'reject'; readonly by: string; readonly at: string; readonly reason: string }
  /** By the person who asked; also possible when an approved action failed. */
  | { readonly type: 'withdraw'; readonly by: string; readonly at: string }
  | { readonly type: 'expire' }
  /** The action failed and may be retried. */
  | { readonly type: 'fail'; readonly failure: StoredFailure }
  | { readonly type: 'finish'; readonly result: ApprovalFacts };

/** @throws {Failure} `staff.approval.*` when the event is not for this approval, or this person */
export function nextApproval(approval: Approval, event: ApprovalEvent): Approval {
  switch (event.type) {
    case 'approve':
    case 'reject': {
      expectState(approval, 'pending');
      if (event.at >= approval.expiresAt) throw new Failure('staff.approval.expired');
      if (event.by === approval.askedBy) throw new Failure('staff.approval.samePerson');
      const state = event.type === 'approve' ? 'approved' : 'rejected';
      return { ...approval, state, decidedBy: event.by, decidedAt: event.at, reason: event.reason || null };
    }
    case 'withdraw':
      expectState(approval, 'pending', 'approved');
      expectAsker(approval, event.by);
      return { ...approval, state: 'withdrawn', decidedAt: approval.decidedAt ?? event.at };
    case 'expire':
      expectState(approval, 'pending');
      return { ...approval, state: 'expired' };
    case 'fail':
      expectState(approval, 'approved');
      return { ...approval, failure: event.failure };
    case 'finish':
      expectState(approval, 'approved');
      return { ...approval, state: 'done', failure: null, result: event.result };
  }
}

/** @throws {Failure} `staff.approval.stateOther` */
export function expectState(approval: Approval, ...states: readonly Approval['state'][]): void {
  if (!states.includes(approval.state)) throw new Failure('staff.approval.stateOther');
}

/** @throws {Failure} `staff.approval.notYours` */
export function expectAsker(approval: Approval, operator: string): void {
  if (approval.askedBy !== operator) throw new Failure('staff.approval.notYours', { askedBy: approval.askedBy });
}

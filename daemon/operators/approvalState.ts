/**
 * The states of an approval request, and which event leads from one to the next. Pure.
 *
 *   pending ── approve ──▶ executing ── finish ──▶ done
 *     │                     │     ▲
 *     │         fail, interrupt   execute
 *     │                     ▼     │
 *     ├─ reject ─▶ rejected approved        approved: not done, the person who asked may try again
 *     └─ withdraw, expire ──┴─────▶ withdrawn, expired
 *
 * `executing` is on disk before the action begins. Nothing but its outcome leads out of it, so that no request is withdrawn or expires
 * while its action is under way. Each transition is written on condition that the state before is still the same (ApprovalTable.move),
 * so that one of two transitions at the same moment wins.
 */
import { Failure } from '../contract/failures/failure.js';
import type { StoredFailure } from '../contract/failures/failure.js';
import type { Approval, ApprovalFacts } from './approvalTable.js';

export type ApprovalEvent =
  /** `until`: when the action lapses if it cannot be carried out. */
  | {
      readonly type: 'approve';
      readonly by: string;
      readonly at: string;
      readonly reason: string;
      readonly until: string;
    }
  | { readonly type: 'reject'; readonly by: string; readonly at: string; readonly reason: string }
  /** By the person who asked; also possible when an approved action failed. */
  | { readonly type: 'withdraw'; readonly by: string; readonly at: string }
  | { readonly type: 'expire' }
  /** The person who asked tries again. */
  | { readonly type: 'execute'; readonly by: string; readonly at: string }
  /** The action failed and may be retried. */
  | { readonly type: 'fail'; readonly failure: StoredFailure }
  /** The daemon stopped while the action was under way: nobody knows whether it was done. */
  | { readonly type: 'interrupt' }
  | { readonly type: 'finish'; readonly result: ApprovalFacts };

/** @throws {Failure} `staff.approval.*` when the event is not for this approval, or this person */
export function nextApproval(approval: Approval, event: ApprovalEvent): Approval {
  switch (event.type) {
    case 'approve':
      expectDecidable(approval, event);
      return { ...decided(approval, event), state: 'executing', expiresAt: event.until };
    case 'reject':
      expectDecidable(approval, event);
      return { ...decided(approval, event), state: 'rejected' };
    case 'withdraw':
      expectState(approval, 'pending', 'approved');
      expectAsker(approval, event.by);
      return { ...approval, state: 'withdrawn', decidedAt: approval.decidedAt ?? event.at };
    case 'expire':
      expectState(approval, 'pending', 'approved');
      return { ...approval, state: 'expired' };
    case 'execute':
      expectState(approval, 'approved');
      expectAsker(approval, event.by);
      expectInTime(approval, event.at);
      return { ...approval, state: 'executing' };
    case 'fail':
      expectState(approval, 'executing');
      return { ...approval, state: 'approved', failure: event.failure };
    case 'interrupt':
      expectState(approval, 'executing');
      return { ...approval, state: 'approved', failure: { code: 'staff.approval.interrupted', facts: {} } };
    case 'finish':
      expectState(approval, 'executing');
      return { ...approval, state: 'done', failure: null, result: event.result };
  }
}

type Deciding = Extract<ApprovalEvent, { type: 'approve' | 'reject' }>;

function expectDecidable(approval: Approval, { by, at }: Deciding): void {
  expectState(approval, 'pending');
  expectInTime(approval, at);
  if (by === approval.askedBy) throw new Failure('staff.approval.samePerson');
}

function decided(approval: Approval, { by, at, reason }: Deciding): Approval {
  return { ...approval, decidedBy: by, decidedAt: at, reason: reason || null };
}

/** @throws {Failure} `staff.approval.expired` */
function expectInTime({ expiresAt }: Approval, at: string): void {
  if (at >= expiresAt) throw new Failure('staff.approval.expired');
}

/** @throws {Failure} `staff.approval.stateOther` */
export function expectState(approval: Approval, ...states: readonly Approval['state'][]): void {
  if (!states.includes(approval.state)) throw new Failure('staff.approval.stateOther');
}

/** @throws {Failure} `staff.approval.notYours` */
export function expectAsker(approval: Approval, operator: string): void {
  if (approval.askedBy !== operator) throw new Failure('staff.approval.notYours', { askedBy: approval.askedBy });
}

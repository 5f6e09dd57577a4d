/** Takes a request from one state to the next, in one transaction with its audit entry. */
import type { Database, Executor } from '../../base/database.js';
import type { Audit, AuditEntry } from '../audit/audit.js';
import { Failure } from '../contract/failures/failure.js';
import { nextApproval, type ApprovalEvent } from './approvalState.js';
import { raOf, type Approval, type ApprovalTable } from './approvalTable.js';

export interface TransitionsParts {
  readonly database: Database;
  readonly audit: Pick<Audit, 'appendIn'>;
  readonly table: ApprovalTable;
}

/** What else has to be true at that moment, read in the same transaction. */
export type Condition = (tx: Executor, approval: Approval) => Promise<void>;

export class ApprovalTransitions {
  readonly #parts: TransitionsParts;

  constructor(parts: TransitionsParts) {
    this.#parts = parts;
  }

  /** @throws {Failure} `staff.approval.*`, and what `condition` throws; then nothing is changed */
  apply(
    id: string,
    event: ApprovalEvent,
    { by, condition }: { readonly by: string; readonly condition?: Condition },
  ): Promise<Approval> {
    const { database, audit, table } = this.#parts;
    return database.transaction(async (tx) => {
      const approval = await table.find(id, tx);
      if (approval === null) throw new Failure('staff.approval.unknown');
      const next = nextApproval(approval, event);
      await condition?.(tx, next);
      if (!(await table.move(tx, approval.state, next))) throw new Failure('staff.approval.stateOther');
      await audit.appendIn(tx, entryOf(next, by, auditWord[event.type]));
      return next;
    });
  }
}

const auditWord: Readonly<Record<ApprovalEvent['type'], string>> = {
  approve: 'approved',
  reject: 'rejected',
  withdraw: 'withdrawn',
  expire: 'expired',
  execute: 'executed',
  fail: 'failed',
  interrupt: 'interrupted',
  finish: 'done',
};

/** The entry for what just happened to the request. */
export function entryOf(approval: Approval, actor: string, word: string): AuditEntry {
  const { id, action, subject, askedBy, decidedBy, reason, failure } = approval;
  const ra = raOf(approval);
  const facts = {
    approval: id,
    action,
    request: JSON.stringify(approval.facts),
    askedBy,
    // By it the readers of the log tell whose record the request was about.
    ...(ra !== null && { ra }),
    ...(decidedBy !== null && { decidedBy }),
    ...(reason !== null && { reason }),
    ...(failure !== null && { failure: failure.code }),
  };
  return { actor, action: `approval.${word}`, subject, facts };
}

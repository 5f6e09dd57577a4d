/** What a part registers for each kind of action that needs a second person. */
import type { Executor } from '../../base/database.js';
import type { Localized, Permission } from '../contract/messages.js';
import type { ApprovalFacts } from './approvalTable.js';

/** Something that is done only after a second person approved it. */
export interface ApprovalAction {
  /** e.g. `operator.makeSupervisor` */
  readonly name: string;
  /** The permission that the person who asks needs. */
  readonly permission: Permission;
  /** What exactly will be done, for the person who decides. */
  describe(facts: ApprovalFacts): Localized;
  /** Details that the description leaves out, as label and value. */
  details?(facts: ApprovalFacts): readonly { readonly label: Localized; readonly value: string }[];
  /**
   * What the second person needs besides the permission, to approve as well as to reject. Whoever is refused here leaves the request as
   * it was, for another one to decide.
   * @param tx the transaction of the decision
   * @throws {Failure}
   */
  check?(tx: Executor, facts: ApprovalFacts, by: DecidedBy): Promise<void>;
  /**
   * Does it. The person who asked may retry a failed action, and after a crash or a lost answer it is unknown whether it was done.
   * Therefore repeated calls with the same `approvalId` must have one effect.
   * @returns the result, for the audit log and the screen
   */
  execute(facts: ApprovalFacts, by: ApprovedBy): Promise<ApprovalFacts>;
  /** Called when the request was rejected, withdrawn, or not decided in time. */
  refused?(facts: ApprovalFacts): Promise<void>;
}

export interface DecidedBy {
  readonly askedBy: string;
  readonly decidedBy: string;
}

export interface ApprovedBy {
  /** The same for each attempt: an idempotency key. */
  readonly approvalId: string;
  readonly askedBy: string;
  readonly approvedBy: string;
}

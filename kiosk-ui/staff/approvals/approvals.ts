/** Which requests for approval concern the person at this screen. Pure. */
import type { WireApproval } from '../../../daemon/contract/messages.js';
import type { World } from '../../api/world.js';

/** Is it open: still to be decided, or approved and not carried out yet? */
export function isOpen({ state }: WireApproval): boolean {
  return state === 'pending' || state === 'executing' || state === 'approved';
}

/** What this person may decide. */
export function waitingForMe({ approvals, session }: World): readonly WireApproval[] {
  return approvals.filter(({ state, askedBy }) => state === 'pending' && askedBy !== session?.operator);
}

/** Open ones first, each newest first. */
export function inOrder(approvals: readonly WireApproval[]): readonly WireApproval[] {
  return [...approvals.filter(isOpen), ...approvals.filter((approval) => !isOpen(approval))];
}

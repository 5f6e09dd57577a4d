/** A request for approval as screens get it. */
import type { WireApproval } from '../contract/messages.js';
import { toWireFailure } from '../contract/failures/wireFailure.js';
import type { ApprovalAction } from './approvalAction.js';
import type { Approval } from './approvalTable.js';

/** @param action undefined: this version does not know the action any more */
export function wireApproval({ failure, ...approval }: Approval, action: ApprovalAction | undefined): WireApproval {
  return {
    ...approval,
    description: action?.describe(approval.facts) ?? { 'zh-TW': approval.action, en: approval.action },
    facts: { ...approval.facts },
    details: [...(action?.details?.(approval.facts) ?? [])],
    result: approval.result && { ...approval.result },
    failure: failure && toWireFailure(failure),
  };
}

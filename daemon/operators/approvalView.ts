/** A request for approval with the words for the person who decides. */
import type { Localized } from '../contract/messages.js';
import type { ApprovalAction } from './approvalAction.js';
import type { Approval } from './approvalTable.js';

export interface ApprovalView extends Approval {
  readonly description: Localized;
  /** What the description does not say. */
  readonly details: readonly { readonly label: Localized; readonly value: string }[];
}

/** @param action undefined: this version does not know the action any more */
export function approvalView(approval: Approval, action: ApprovalAction | undefined): ApprovalView {
  return {
    ...approval,
    description: action?.describe(approval.facts) ?? { 'zh-TW': approval.action, en: approval.action },
    details: action?.details?.(approval.facts) ?? [],
  };
}

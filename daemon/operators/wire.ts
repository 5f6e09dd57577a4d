/** Accounts, approvals and readers for a login as messages. The domain types beside this file know nothing of them. */
import { toWireFailure } from '../contract/failures/wireFailure.js';
import type { WireApproval, WireCardReader, WireOperator } from '../contract/messages.js';
import type { ChangeOutcome } from './administration.js';
import type { ApprovalView } from './approvalView.js';
import type { StaffAccount } from './staffAccounts.js';
import type { LoginReader } from './staffCards.js';

export function operatorToWire(account: StaffAccount): WireOperator {
  return { ...account, ras: account.ras && [...account.ras] };
}

export function approvalToWire({ facts, details, result, failure, ...approval }: ApprovalView): WireApproval {
  return {
    ...approval,
    facts: { ...facts },
    details: [...details],
    result: result && { ...result },
    failure: failure && toWireFailure(failure),
  };
}

export function outcomeToWire(outcome: ChangeOutcome): { operator: WireOperator } | { approval: WireApproval } {
  return 'operator' in outcome
    ? { operator: operatorToWire(outcome.operator) }
    : { approval: approvalToWire(outcome.approval) };
}

export function loginReaderToWire(reader: LoginReader): WireCardReader {
  return { ...reader };
}

/** One change of one staff account: what it is, what it is called in the audit log, and whether it takes two people. */
import type { Secret } from '../../base/secret.js';
import type { StaffRole } from '../contract/messages.js';
import type { RaScope } from '../ras/raScope.js';
import type { BoundCard, OperatorRecord } from './operatorsTable.js';

/** One change of one account. */
export type AccountChange =
  | { readonly change: 'enable' | 'disable' }
  | { readonly change: 'unbindCard' }
  | { readonly change: 'role'; readonly role: StaffRole }
  | { readonly change: 'ras'; readonly ras: RaScope }
  /** A temporary password: the owner has to change it at the next login. */
  | { readonly change: 'password'; readonly password: Secret }
  | { readonly change: 'bindCard'; readonly card: BoundCard };

/**
 * Does it make, weaken, revive or widen a supervisor? A supervisor's password and card are that person's own (`#check`).
 * @param role of the account, before the change
 */
export function takesTwo(
  role: StaffRole,
  { change, ...rest }: Pick<AccountChange, 'change'> & { role?: StaffRole },
): boolean {
  switch (change) {
    case 'enable':
    case 'disable':
    case 'ras':
      return role === 'supervisor';
    case 'role':
      return (role === 'supervisor') !== (rest.role === 'supervisor');
    case 'password':
    case 'bindCard':
    case 'unbindCard':
      return false;
  }
}

/** The scopes that a person has to work for to make or approve the change: the account's, and a new one. */
export function scopesOf({ ras }: Pick<OperatorRecord, 'ras'>, change: AccountChange): readonly RaScope[] {
  return change.change === 'ras' ? [ras, change.ras] : [ras];
}

export const auditAction: Readonly<Record<AccountChange['change'], string>> = {
  enable: 'operator.enabled',
  disable: 'operator.disabled',
  role: 'operator.roleChanged',
  ras: 'operator.rasChanged',
  password: 'operator.passwordReset',
  bindCard: 'operator.cardBound',
  unbindCard: 'operator.cardUnbound',
};

export function factsOf(change: AccountChange): Readonly<Record<string, string>> {
  if (change.change === 'role') return { role: change.role };
  if (change.change === 'ras') return { ras: scopeText(change.ras) };
  return change.change === 'bindCard' ? { cardSerial: change.card.serial } : {};
}

/** For records and requests: ids separated by blanks. */
export function scopeText(ras: RaScope): string {
  return ras === null ? '*' : ras.join(' ');
}

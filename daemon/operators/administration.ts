/** Changes of staff accounts by supervisors, and which of them need a second person's approval. */
import { roleWords } from '../contract/failures/factWords.js';
import { staffRoleSchema, type Localized } from '../contract/messages.js';
import type { StaffActor } from './actor.js';
import type { ApprovalAction, Approvals } from './approvals.js';
import type { ApprovalFacts } from './approvalTable.js';
import { scopesOf, scopeText, takesTwo, type AccountChange } from './accountChange.js';
import type { ApprovalView } from './approvalView.js';
import type { StaffAccount, StaffAccounts } from './staffAccounts.js';
import type { StaffCards } from './staffCards.js';

/** As `changeOperatorSchema`, with the password as `Secret`. */
export type OperatorOrder =
  Exclude<AccountChange, { change: 'bindCard' }> | { readonly change: 'bindCard'; readonly readerId: string };

export type ChangeOutcome = { readonly operator: StaffAccount } | { readonly approval: ApprovalView };

export interface AdministrationParts {
  readonly accounts: StaffAccounts;
  readonly approvals: Approvals;
  readonly cards: StaffCards;
}

export class StaffAdministration {
  readonly #parts: AdministrationParts;

  constructor(parts: AdministrationParts) {
    this.#parts = parts;

    for (const action of supervisorActions(parts.accounts)) parts.approvals.register(action);
  }

  /** Disposes of a password in `order`. @throws {Failure} */
  async change(actor: StaffActor, name: string, order: OperatorOrder): Promise<ChangeOutcome> {
    try {
      const asked = needsNoSecret(order);
      if (asked !== null) {
        const { accounts } = this.#parts;
        const account = await accounts.checkChange(actor, name, asked);
        const takesSecond = takesTwo(account.role, asked);
        if (takesSecond && (await accounts.hasOtherSupervisor(actor.operator, scopesOf(account, asked)))) {
          return { approval: await this.#parts.approvals.ask(actor, requestOf(name, asked)) };
        }
      }
      const change =
        order.change === 'bindCard'
          ? ({ change: 'bindCard', card: await this.#parts.cards.read(order.readerId) } as const)
          : order;
      return { operator: await this.#parts.accounts.change(actor, name, change) };
    } finally {
      if (order.change === 'password') order.password.dispose();
    }
  }
}

/** A change that a second person may have to decide on: all of it may be written down. */
type OpenChange = Extract<AccountChange, { change: 'enable' | 'disable' | 'role' | 'ras' }>;

function needsNoSecret(order: OperatorOrder): OpenChange | null {
  switch (order.change) {
    case 'enable':
    case 'disable':
    case 'role':
    case 'ras':
      return order;
    case 'password':
    case 'bindCard':
    case 'unbindCard':
      return null;
  }
}

const names = {
  make: 'operator.makeSupervisor',
  demote: 'operator.demoteSupervisor',
  disable: 'operator.disableSupervisor',
  enable: 'operator.enableSupervisor',
  ras: 'operator.scopeSupervisor',
} as const;

function requestOf(name: string, order: OpenChange) {
  const request = (action: string, facts: ApprovalFacts) => ({ action, subject: name, facts });
  switch (order.change) {
    case 'role':
      return order.role === 'supervisor'
        ? request(names.make, { name })
        : request(names.demote, { name, role: order.role });
    case 'disable':
      return request(names.disable, { name });
    case 'enable':
      return request(names.enable, { name });
    case 'ras':
      return request(names.ras, { name, ras: scopeText(order.ras) });
  }
}

function supervisorActions(accounts: StaffAccounts): readonly ApprovalAction[] {
  const action = (
    name: string,
    words: (who: string, facts: ApprovalFacts) => Localized,
    changeOf: (facts: ApprovalFacts) => AccountChange,
  ): ApprovalAction => ({
    name,
    permission: 'operators',
    describe: (facts) => words(String(facts['name']), facts),
    check: (tx, facts, { decidedBy }) =>
      accounts.requireSecond(tx, decidedBy, { name: String(facts['name']), change: changeOf(facts) }),
    execute: async (facts, { askedBy, approvedBy }) => {
      const changed = await accounts.change({ operator: askedBy, approvedBy }, String(facts['name']), changeOf(facts));
      return { role: changed.role, enabled: changed.enabled };
    },
  });
  return [
    action(
      names.make,
      (who) => ({ 'zh-TW': `將 ${who} 設為主管`, en: `Make ${who} a supervisor` }),
      () => ({ change: 'role', role: 'supervisor' }),
    ),
    action(
      names.demote,
      (who, { role }) => ({
        'zh-TW': `取消 ${who} 的主管角色，改為${roleWords[staffRoleSchema.parse(role)]['zh-TW']}`,
        en: `Take the supervisor role from ${who}. The new role: ${roleWords[staffRoleSchema.parse(role)].en}`,
      }),
      ({ role }) => ({ change: 'role', role: staffRoleSchema.parse(role) }),
    ),
    action(
      names.disable,
      (who) => ({ 'zh-TW': `停用主管 ${who} 的帳號`, en: `Disable the account of the supervisor ${who}` }),
      () => ({ change: 'disable' }),
    ),
    action(
      names.enable,
      (who) => ({ 'zh-TW': `啟用主管 ${who} 的帳號`, en: `Enable the account of the supervisor ${who}` }),
      () => ({ change: 'enable' }),
    ),
    action(
      names.ras,
      (who, { ras }) => ({
        'zh-TW': `將主管 ${who} 負責的註冊中心改為：${ras === '*' ? '全部' : String(ras)}`,
        en: `Let the supervisor ${who} work for these RAs: ${ras === '*' ? 'all' : String(ras)}`,
      }),
      ({ ras }) => ({ change: 'ras', ras: ras === '*' ? null : String(ras).split(' ') }),
    ),
  ];
}

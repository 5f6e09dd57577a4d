/** Changes of staff accounts by supervisors, and which of them need a second person's approval. */
import type { WireApproval, WireOperator } from '../contract/messages.js';
import type { StaffActor } from './actor.js';
import type { ApprovalAction, Approvals } from './approvals.js';
import type { AccountChange, StaffAccounts } from './staffAccounts.js';
import type { StaffCards } from './staffCards.js';

/** As `changeOperatorSchema`, with the password as `Secret`. */
export type OperatorOrder =
  Exclude<AccountChange, { change: 'bindCard' }> | { readonly change: 'bindCard'; readonly readerId: string };

export type ChangeOutcome = { readonly operator: WireOperator } | { readonly approval: WireApproval };

export interface AdministrationParts {
  readonly accounts: StaffAccounts;
  readonly approvals: Approvals;
  readonly cards: StaffCards;
}

export class StaffAdministration {
  readonly #parts: AdministrationParts;

  constructor(parts: AdministrationParts) {
    this.#parts = parts;

    parts.approvals.register(makeSupervisor(parts.accounts));
  }

  /** Disposes of a password in `order`. @throws {Failure} */
  async change(actor: StaffActor, name: string, order: OperatorOrder): Promise<ChangeOutcome> {
    try {
      if (order.change === 'role' && order.role === 'supervisor') {
        await this.#parts.accounts.checkChange(actor, name, order);
        if (await this.#parts.accounts.hasOtherSupervisor(actor.operator)) {
          const request = { action: makeSupervisorName, subject: name, facts: { name } };
          return { approval: await this.#parts.approvals.ask(actor, request) };
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

const makeSupervisorName = 'operator.makeSupervisor';

function makeSupervisor(accounts: StaffAccounts): ApprovalAction {
  return {
    name: makeSupervisorName,
    permission: 'operators',
    describe: ({ name }) => ({ 'zh-TW': `將 ${String(name)} 設為主管`, en: `Make ${String(name)} a supervisor` }),
    execute: async ({ name }, { askedBy, approvedBy }) => {
      const change = { change: 'role', role: 'supervisor' } as const;
      const { role } = await accounts.change({ operator: askedBy, approvedBy }, String(name), change);
      return { role };
    },
  };
}

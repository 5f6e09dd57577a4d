/** What supervisors do with staff accounts: the rules of each act, and which of them need a second person. */
import type { Secret } from '../../base/secret.js';
import type { StaffRole, WireApproval, WireOperator } from '../contract/messages.js';
import type { Actor } from './actor.js';
import type { ApprovalAction, Approvals } from './approvals.js';
import { requirePermission } from './permissions.js';
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

  async list(actor: Actor): Promise<readonly WireOperator[]> {
    requirePermission(actor, 'audit');
    return this.#parts.accounts.list();
  }

  /** Takes the password over and disposes of it. @throws {Failure} */
  async create(actor: Actor, name: string, role: StaffRole, password: Secret): Promise<WireOperator> {
    try {
      const by = requirePermission(actor, 'operators');
      return await this.#parts.accounts.create(by, { name, role }, password);
    } finally {
      password.dispose();
    }
  }

  /** Disposes of a password in `order`. @throws {Failure} */
  async change(actor: Actor, name: string, order: OperatorOrder): Promise<ChangeOutcome> {
    try {
      const by = requirePermission(actor, 'operators');
      if (order.change === 'role' && order.role === 'supervisor') {
        await this.#parts.accounts.checkChange(by, name, order);
        if (await this.#parts.accounts.hasOtherSupervisor(by.operator)) {
          const request = { action: makeSupervisorName, subject: name, facts: { name } };
          return { approval: await this.#parts.approvals.ask(actor, request) };
        }
      }
      const change =
        order.change === 'bindCard'
          ? ({ change: 'bindCard', card: await this.#parts.cards.read(order.readerId) } as const)
          : order;
      return { operator: await this.#parts.accounts.change(by, name, change) };
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

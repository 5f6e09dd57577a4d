/** What the accounts say now, read in the transaction that relies on it. */
import type { Executor } from '../../base/database.js';
import type { Permission } from '../contract/messages.js';
import { Failure } from '../contract/failures/failure.js';
import type { Operator } from './operators.js';
import { OperatorsTable, type OperatorRecord } from './operatorsTable.js';
import { may } from './permissions.js';

export class StaffRights {
  readonly #table: OperatorsTable;

  constructor(table: OperatorsTable) {
    this.#table = table;
  }

  /**
   * Requires that the account is enabled and its role holds the permission.
   * @throws {Failure} `staff.approval.rightsLost`
   */
  async require(tx: Executor, operator: string, permission: Permission): Promise<OperatorRecord> {
    const record = await this.#table.find(operator, tx);
    const actor = record?.enabled === true && { kind: 'staff' as const, sessionId: '', operator, role: record.role };
    if (record === null || actor === false || !may(actor, permission)) {
      throw new Failure('staff.approval.rightsLost', { operator });
    }
    return record;
  }

  /** Requires that the account is as it was when this person was authenticated. @throws {Failure} `staff.login.changed` */
  async requireUnchanged(tx: Executor, { name, version }: Operator): Promise<void> {
    const record = await this.#table.find(name, tx);
    if (record?.version !== version) throw new Failure('staff.login.changed');
  }
}

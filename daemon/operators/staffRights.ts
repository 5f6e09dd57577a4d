/** What the accounts say now, read in the transaction that relies on it. */
import type { Clock } from '../../base/clock.js';
import type { Executor } from '../../base/database.js';
import type { Permission } from '../contract/messages.js';
import { Failure } from '../contract/failures/failure.js';
import { covers } from '../ras/raScope.js';
import type { Operator } from './operators.js';
import type { OperatorsTable } from './operatorsTable.js';
import { permissionsOf } from './permissions.js';

export class StaffRights {
  readonly #table: OperatorsTable;
  readonly #clock: Clock;
  readonly #changeHours: number;

  /** @param changeHours for this long whoever changed an account and its owner are not two people */
  constructor(table: OperatorsTable, clock: Clock, changeHours: number) {
    this.#table = table;
    this.#clock = clock;
    this.#changeHours = changeHours;
  }

  /**
   * Requires that the account is enabled, its role holds the permission, and its person works for the RA.
   * @param raId null: it is about no RA
   * @throws {Failure} `staff.approval.rightsLost`
   */
  async require(
    tx: Executor,
    operator: string,
    { permission, raId }: { readonly permission: Permission; readonly raId: string | null },
  ): Promise<void> {
    const record = await this.#table.find(operator, tx);
    const isPermitted = record?.enabled === true && permissionsOf(record.role).includes(permission);
    if (isPermitted && covers(record.ras, raId)) return;
    throw new Failure('staff.approval.rightsLost', { operator });
  }

  /**
   * Requires that neither person may lately have got the other's account: the first one has not changed the second one's, and the
   * second one did not create the first one's, reset its password or bind a card to it.
   * @throws {Failure} `staff.approval.accountChanged`
   */
  async requireTwo(tx: Executor, first: string, second: string): Promise<void> {
    const since = new Date(this.#clock.now() - this.#changeHours * 60 * 60_000).toISOString();
    if (!(await this.#table.changedSince(tx, first, { second, since }))) return;
    throw new Failure('staff.approval.accountChanged', { first, second, hours: this.#changeHours });
  }

  /** Requires that the account is as it was when this person was authenticated. @throws {Failure} `staff.login.changed` */
  async requireUnchanged(tx: Executor, operator: Operator): Promise<void> {
    await this.#table.requireUnchanged(tx, operator);
  }
}

/** Staff accounts. They are never deleted, so that a name in a record always means the same person. */
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database, Executor } from '../../base/database.js';
import type { Secret } from '../../base/secret.js';
import type { StaffRole } from '../contract/messages.js';
import type { Audit } from '../audit/audit.js';
import { allRas, contains, type RaScope } from '../ras/raScope.js';
import { Failure } from '../contract/failures/failure.js';
import { auditAction, factsOf, scopesOf, scopeText, takesTwo, type AccountChange } from './accountChange.js';
import { OperatorsTable, type OperatorChange, type OperatorRecord } from './operatorsTable.js';
import { checkNewPassword, hashPassword } from './password.js';

const NAME = /^[a-z][a-z0-9._-]{1,31}$/;

/** The person who changes an account, as recorded. At the shell it is `gateway`. */
export interface ChangedBy {
  readonly operator: string;
  /** The second person, where one was needed. */
  readonly approvedBy?: string;
}

/** Names that records and messages use for something else than a person, or that say that nobody in particular acted. */
const reservedNames: ReadonlySet<string> = new Set([
  ...['gateway', 'kiosk', 'counter', 'batch', 'ra', 'ca', 'unknown', 'shell', 'maintainer', 'system', 'root', 'daemon'],
  ...['admin', 'administrator', 'operator', 'staff', 'subscriber', 'nobody', 'anonymous', 'none', 'null', 'undefined'],
]);

const shell: ChangedBy = { operator: 'gateway' };

/** An account as supervisors see it. */
export interface StaffAccount {
  readonly name: string;
  readonly role: StaffRole;
  /** The RAs that the person works for. */
  readonly ras: RaScope;
  readonly enabled: boolean;
  /** The password is a temporary one. */
  readonly mustChangePassword: boolean;
  /** The staff card that logs this person in. null: none is bound. */
  readonly cardSerial: string | null;
}

export interface NewAccount {
  readonly name: string;
  readonly role: StaffRole;
  readonly ras: RaScope;
  readonly password: Secret;
}

export class StaffAccounts {
  readonly #database: Database;
  readonly #audit: Pick<Audit, 'appendIn'>;
  readonly #clock: Clock;
  readonly #table: OperatorsTable;
  readonly #listeners = new Set<(name: string) => void>();

  constructor(database: Database, audit: Pick<Audit, 'appendIn'>, clock: Clock) {
    this.#database = database;
    this.#audit = audit;
    this.#clock = clock;

    this.#table = new OperatorsTable(database);
  }

  /** Registers a listener for changes after which the account's sessions have to end. */
  onChanged(listener: (name: string) => void): void {
    this.#listeners.add(listener);
  }

  async list(): Promise<readonly StaffAccount[]> {
    return (await this.#table.list()).map(accountOf);
  }

  /**
   * Is there an enabled supervisor besides this person who could be the second one?
   * @param scopes that this supervisor has to work for, as of `scopesOf`
   */
  hasOtherSupervisor(than: string, scopes: readonly RaScope[] = []): Promise<boolean> {
    return this.#hasOther(this.#database, than, scopes);
  }

  /**
   * Creates an account from the shell, which only root can use. Takes the password over and disposes of it.
   * @param name 2–32 of `a-z 0-9 . _ -`, beginning with a letter
   * @param password 12–64 characters
   * @throws {Failure} `staff.operator.name*`, `staff.operator.password*`
   */
  createAtShell(name: string, password: Secret, role: StaffRole): Promise<StaffAccount> {
    return this.#create(shell, { name, role, ras: allRas, password, mustChangePassword: false });
  }

  /** As `createAtShell`. @throws {Failure} `staff.operator.supervisorExists` */
  createFirstSupervisor(name: string, password: Secret): Promise<StaffAccount> {
    const account = { name, role: 'supervisor', ras: allRas, password, mustChangePassword: false } as const;
    return this.#create(shell, account, async (tx) => {
      const [supervisor] = await this.#table.enabledSupervisors(tx);
      if (supervisor !== undefined) throw new Failure('staff.operator.supervisorExists', { name: supervisor.name });
    });
  }

  /**
   * Creates an account with a temporary password. Takes the password over and disposes of it.
   * @throws {Failure} as `createAtShell`
   */
  create(by: ChangedBy, account: NewAccount): Promise<StaffAccount> {
    return this.#create(by, { ...account, mustChangePassword: true }, (tx) =>
      this.#requireScope(tx, by, [account.ras]),
    );
  }

  /** Checks whether `change` would be refused. @returns the account. @throws {Failure} as `change` */
  async checkChange(by: ChangedBy, name: string, change: AccountChange): Promise<Pick<OperatorRecord, 'role' | 'ras'>> {
    return this.#database.transaction(async (tx) => {
      const record = await this.#find(tx, name);
      await this.#check(tx, by, { record, change });
      return record;
    });
  }

  /**
   * Requires that the second person works for whatever the account does, before and after the change.
   * @throws {Failure} `staff.operator.outOfScope`
   */
  async requireSecond(
    tx: Executor,
    second: string,
    { name, change }: { readonly name: string; readonly change: AccountChange },
  ): Promise<void> {
    await this.#requireScope(tx, { operator: second }, scopesOf(await this.#find(tx, name), change));
  }

  /**
   * Disposes of a password in `change`.
   * @throws {Failure} `staff.operator.*`, `staff.card.boundElsewhere`
   */
  async change(by: ChangedBy, name: string, change: AccountChange): Promise<StaffAccount> {
    const values = await this.#valuesOf(name, change);
    const changed = await this.#database.transaction(async (tx) => {
      const record = await this.#find(tx, name);
      await this.#check(tx, by, { record, change });
      await this.#requireApproval(tx, by, { record, change });
      await this.#audit.appendIn(tx, {
        actor: by.operator,
        action: auditAction[change.change],
        subject: name,
        facts: { ...factsOf(change), ...(by.approvedBy !== undefined && { approvedBy: by.approvedBy }) },
      });
      const next = { ...record, ...values, version: record.version + 1 };
      const at = timestamp(this.#clock);
      await this.#table.update(tx, next, at);
      const opens = change.change === 'password' || change.change === 'bindCard';
      if (by.operator !== name) await this.#table.recordChange(tx, { name, by: by.operator, opens, at });
      return next;
    });
    // Sessions end, because they were opened with the old values. Binding a card does not affect open sessions.
    if (change.change !== 'bindCard') for (const listener of this.#listeners) listener(name);
    return accountOf(changed);
  }

  /** Read in the transaction of the change, because the account may have become a supervisor's since the change was asked for. */
  async #requireApproval(
    tx: Executor,
    by: ChangedBy,
    { record, change }: { readonly record: OperatorRecord; readonly change: AccountChange },
  ): Promise<void> {
    if (by.approvedBy !== undefined || by.operator === shell.operator || !takesTwo(record.role, change)) return;
    if (await this.#hasOther(tx, by.operator, scopesOf(record, change))) throw new Failure('staff.operator.takesTwo');
  }

  /** A supervisor who works for less may not judge the change: the person is in this case alone. */
  async #hasOther(executor: Executor, than: string, scopes: readonly RaScope[]): Promise<boolean> {
    const supervisors = await this.#table.enabledSupervisors(executor);
    return supervisors.some(({ name, ras }) => name !== than && scopes.every((scope) => contains(ras, scope)));
  }

  /**
   * Whoever keeps accounts does so within the own RAs: nobody widens a scope beyond the own one, nor takes over an account that
   * sees more.
   * @throws {Failure} `staff.operator.outOfScope`
   */
  async #requireScope(tx: Executor, by: ChangedBy, scopes: readonly RaScope[]): Promise<void> {
    for (const name of [by.operator, by.approvedBy]) {
      if (name === undefined || name === shell.operator) continue;
      const { ras } = await this.#find(tx, name);
      if (!scopes.every((scope) => contains(ras, scope))) throw new Failure('staff.operator.outOfScope');
    }
  }

  async #find(tx: Executor, name: string): Promise<OperatorRecord> {
    const record = await this.#table.find(name, tx);
    if (record === null) throw new Failure('staff.operator.unknown', { name });
    return record;
  }

  async #valuesOf(name: string, change: AccountChange): Promise<OperatorChange> {
    switch (change.change) {
      case 'enable':
        return { enabled: true };
      case 'disable':
        return { enabled: false };
      case 'role':
        return { role: change.role };
      case 'ras':
        return { ras: change.ras };
      case 'bindCard':
        return { card: change.card };
      case 'unbindCard':
        return { card: null };
      case 'password':
        try {
          checkNewPassword(change.password, name);
          return { password: await hashPassword(change.password), mustChangePassword: true };
        } finally {
          change.password.dispose();
        }
    }
  }

  /**
   * No person may disable himself, and one enabled supervisor has to remain. A supervisor's password and card are changed by
   * that supervisor alone; otherwise one supervisor could act as the second person by taking over a colleague's account.
   */
  async #check(
    tx: Executor,
    by: ChangedBy,
    { record, change }: { readonly record: OperatorRecord; readonly change: AccountChange },
  ): Promise<void> {
    const { name, role } = record;
    const isOwn = by.operator === name;
    if (!isOwn) await this.#requireScope(tx, by, scopesOf(record, change));
    switch (change.change) {
      case 'enable':
        return;
      case 'disable':
      case 'role': {
        if (isOwn) throw new Failure('staff.operator.yourself');
        const supervisors = await this.#table.enabledSupervisors(tx);
        const keepsOne = change.change === 'role' && change.role === 'supervisor';
        if (!keepsOne && supervisors.length === 1 && supervisors[0]?.name === name) {
          throw new Failure('staff.operator.lastSupervisor', { name });
        }
        return;
      }
      case 'ras':
        if (isOwn) throw new Failure('staff.operator.yourself');
        return;
      case 'password':
        if (isOwn) throw new Failure('staff.operator.yourself');
        if (role === 'supervisor') throw new Failure('staff.operator.supervisorsOwn', { name });
        return;
      case 'bindCard':
      case 'unbindCard': {
        if (!isOwn && role === 'supervisor') throw new Failure('staff.operator.supervisorsOwn', { name });
        const owner = change.change === 'bindCard' ? await this.#table.findByCard(change.card.keySha256, tx) : null;
        if (owner !== null && owner.name !== name) throw new Failure('staff.card.boundElsewhere', { name: owner.name });
      }
    }
  }

  async #create(
    by: ChangedBy,
    { password, ...account }: NewAccount & Pick<OperatorRecord, 'mustChangePassword'>,
    check: (tx: Executor) => Promise<void> = () => Promise.resolve(),
  ): Promise<StaffAccount> {
    try {
      const { name, role } = account;
      if (!NAME.test(name)) throw new Failure('staff.operator.nameInvalid');
      if (reservedNames.has(name)) throw new Failure('staff.operator.nameReserved', { name });
      checkNewPassword(password, name);
      const record = { ...account, enabled: true, card: null, version: 1, password: await hashPassword(password) };
      await this.#database.transaction(async (tx) => {
        await check(tx);
        const at = timestamp(this.#clock);
        const inserted = await this.#table.insert(tx, record, at);
        if (!inserted) throw new Failure('staff.operator.nameTaken', { name });
        await this.#table.recordChange(tx, { name, by: by.operator, opens: true, at });
        const entry = {
          actor: by.operator,
          action: 'operator.created',
          subject: name,
          facts: { role, ras: scopeText(account.ras) },
        };
        await this.#audit.appendIn(tx, entry);
      });
      return accountOf(record);
    } finally {
      password.dispose();
    }
  }
}

function accountOf({ name, role, ras, enabled, mustChangePassword, card }: OperatorRecord): StaffAccount {
  return { name, role, ras, enabled, mustChangePassword, cardSerial: card?.serial ?? null };
}

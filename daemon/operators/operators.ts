/** Authentication of staff: by password and by card. Each login is throttled and recorded. */
import PQueue from 'p-queue';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import type { Secret } from '../../base/secret.js';
import type { StaffRole } from '../contract/messages.js';
import type { Audit } from '../audit/audit.js';
import type { RaScope } from '../ras/raScope.js';
import { Failure } from '../contract/failures/failure.js';
import { LoginThrottle, type LoginAttempt } from './loginThrottle.js';
import { OperatorsTable, type OperatorRecord } from './operatorsTable.js';
import {
  checkNewPassword,
  currentParameters,
  hashPassword,
  isCurrent,
  passwordMatches,
  type PasswordHash,
} from './password.js';

/** A member of staff who has proved to be one. */
export interface Operator {
  readonly name: string;
  readonly role: StaffRole;
  readonly ras: RaScope;
  /** The password is temporary: it has to be changed before anything else. */
  readonly mustChangePassword: boolean;
  /** Of the account when it was checked. What follows from the check is done only while the account still has it. */
  readonly version: number;
}

/** How a person entered, for the record. */
interface Entry {
  readonly action: 'staff.login' | 'staff.unlocked';
  readonly facts: Readonly<Record<string, string>>;
}

/** What a person typed, and at which screen. */
export interface PasswordLogin {
  readonly name: string;
  readonly password: Secret;
  readonly screenId: string;
}

/** A change of one's own password. */
export interface PasswordChange<T> {
  readonly screenId: string;
  readonly oldPassword: Secret;
  readonly newPassword: Secret;
  readonly open: (operator: Operator) => T;
}

/**
 * Passwords are checked one after the other, because each check takes 32 MB. No screen has more than these in the queue, so that another
 * one waits for few of them.
 */
const MAX_CHECKS_OF_SCREEN = 2;

/** A hash that no password has. Checking against it takes as long as against a real one. */
const nobody: PasswordHash = { ...currentParameters, salt: new Uint8Array(16), hash: new Uint8Array(32) };

/** The wait in whole seconds, one at least. */
function throttled(waitMs: number): Failure {
  return new Failure('staff.login.throttled', { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) });
}

export class Operators {
  readonly #database: Database;
  readonly #audit: Pick<Audit, 'append' | 'appendIn'>;
  readonly #clock: Clock;
  readonly #table: OperatorsTable;
  readonly #throttle: LoginThrottle;
  readonly #checks = new PQueue({ concurrency: 1 });
  /** How many checks of each screen are queued or under way. */
  readonly #checksOf = new Map<string, number>();

  constructor(database: Database, audit: Pick<Audit, 'append' | 'appendIn'>, clock: Clock) {
    this.#database = database;
    this.#audit = audit;
    this.#clock = clock;

    this.#table = new OperatorsTable(database);
    this.#throttle = new LoginThrottle(clock);
  }

  /**
   * Takes the password over and disposes of it. An unknown name is answered like a wrong password, with the same words, wait
   * and duration.
   * @param open as for `enter`
   * @throws {Failure} `staff.login.refused`, `staff.login.throttled`, `staff.login.disabled`, `staff.login.changed`
   */
  async login<T>(login: PasswordLogin, open: (operator: Operator) => T): Promise<T> {
    const operator = await this.authenticate(login);
    const facts = { role: operator.role, by: 'password' };
    return this.enter(operator, { action: 'staff.login', facts }, () => open(operator));
  }

  /**
   * Lets a person in who has been authenticated, unless the account was changed since.
   * @param open opens the session. It is called in the transaction that reads the account's version: a change before it is seen
   *   there, and a change after it ends the session. It must not wait for anything.
   * @throws {Failure} `staff.login.changed`
   */
  enter<T>(operator: Operator, { action, facts }: Entry, open: () => T): Promise<T> {
    const { name } = operator;
    return this.#database.transaction(async (tx) => {
      await this.#table.requireUnchanged(tx, operator);
      await this.#audit.appendIn(tx, { actor: name, action, subject: name, facts });
      return open();
    });
  }

  /** As `login`, for an approval at another person's screen: no session begins. */
  async authenticate({ name, password, screenId }: PasswordLogin): Promise<Operator> {
    try {
      const record = await this.#check({ name: name.trim().toLowerCase(), screenId }, password);
      if (record === null) throw new Failure('staff.login.refused');
      return enabledOperator(record);
    } finally {
      password.dispose();
    }
  }

  /** The owner of the staff card that proved to hold this key; null: the card is bound to nobody. @throws {Failure} `staff.login.disabled` */
  async ofCard(keySha256: string): Promise<Operator | null> {
    const record = await this.#table.findByCard(keySha256);
    // A temporary password does not matter at a login without a password.
    return record && { ...enabledOperator(record), mustChangePassword: false };
  }

  /**
   * Takes both passwords over and disposes of them.
   * @param passwords.open as for `enter`, after the change
   * @throws {Failure} `staff.password.wrong`, `staff.password.same`, `staff.operator.password*`, `staff.login.throttled`,
   *   `staff.login.disabled`, `staff.login.changed`
   */
  async changePassword<T>(name: string, { screenId, oldPassword, newPassword, open }: PasswordChange<T>): Promise<T> {
    try {
      checkNewPassword(newPassword, name);
      const record = await this.#check({ name, screenId }, oldPassword);
      if (record === null) throw new Failure('staff.password.wrong');
      if ((await passwordMatches(newPassword, record.password)) !== null) throw new Failure('staff.password.same');
      const password = await hashPassword(newPassword);
      return await this.#database.transaction(async (tx) => {
        const present = await this.#table.requireUnchanged(tx, record);
        const changed = { ...present, password, mustChangePassword: false, version: present.version + 1 };
        const operator = enabledOperator(changed);
        await this.#table.update(tx, changed, timestamp(this.#clock));
        const entry = { actor: name, action: 'operator.passwordChanged', subject: name, facts: {} };
        await this.#audit.appendIn(tx, entry);
        return open(operator);
      });
    } finally {
      oldPassword.dispose();
      newPassword.dispose();
    }
  }

  /** Records that a session ended or was locked. */
  async sessionEnded(name: string, action: 'staff.logout' | 'staff.locked', reason: string): Promise<void> {
    await this.#audit.append({ actor: name, action, subject: name, facts: { reason } });
  }

  /** @returns null when the name or the password is wrong @throws {Failure} `staff.login.throttled` */
  async #check(attempt: LoginAttempt, password: Secret): Promise<OperatorRecord | null> {
    const { screenId } = attempt;
    const queued = this.#checksOf.get(screenId) ?? 0;
    if (queued >= MAX_CHECKS_OF_SCREEN) throw throttled(0);
    this.#checksOf.set(screenId, queued + 1);
    try {
      return await this.#checks.add(() => this.#checkNow(attempt, password));
    } finally {
      const left = (this.#checksOf.get(screenId) ?? 1) - 1;
      if (left === 0) this.#checksOf.delete(screenId);
      else this.#checksOf.set(screenId, left);
    }
  }

  async #checkNow(attempt: LoginAttempt, password: Secret): Promise<OperatorRecord | null> {
    const waitMs = this.#throttle.waitMs(attempt);
    if (waitMs > 0) throw throttled(waitMs);
    const record = await this.#table.find(attempt.name);
    const matches = await passwordMatches(password, record?.password ?? nobody);
    if (record === null || matches === null) {
      this.#throttle.failed(attempt);
      // A typed name is recorded only if it exists, because people type passwords there.
      const subject = record?.name ?? 'unknown';
      await this.#audit.append({ actor: 'gateway', action: 'staff.login.failed', subject, facts: {} });
      return null;
    }
    this.#throttle.succeeded(attempt);
    if (matches === 'normalised' && isCurrent(record.password)) return record;
    const hash = await hashPassword(password);
    return this.#database.transaction(async (tx) => {
      // The password is the same, and so is the version.
      const renewed = { ...(await this.#table.requireUnchanged(tx, record)), password: hash };
      await this.#table.update(tx, renewed, timestamp(this.#clock));
      return renewed;
    });
  }
}

/** @throws {Failure} `staff.password.changeFirst` */
export function requireOwnPassword({ mustChangePassword }: Pick<Operator, 'mustChangePassword'>): void {
  if (mustChangePassword) throw new Failure('staff.password.changeFirst');
}

function enabledOperator({ name, role, ras, enabled, mustChangePassword, version }: OperatorRecord): Operator {
  if (!enabled) throw new Failure('staff.login.disabled');
  return { name, role, ras, mustChangePassword, version };
}

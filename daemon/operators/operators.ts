/** Who is at the console: accounts, and the one way in. */
import PQueue from 'p-queue';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Secret } from '../../base/secret.js';
import type { Audit } from '../audit/audit.js';
import { Failure } from '../failures/failure.js';
import type { Database } from '../../base/database.js';
import { LoginThrottle } from './loginThrottle.js';
import { OperatorsTable, type Role } from './operatorsTable.js';
import { currentParameters, hashPassword, isCurrent, passwordMatches, type PasswordHash } from './password.js';

export interface Operator {
  readonly name: string;
  readonly role: Role;
}

const NAME = /^[a-z][a-z0-9._-]{1,31}$/;
/** In characters. NIST SP 800-63B asks for 8 and more; a counter's shared machine gets a little more. */
const PASSWORD_LENGTH = { min: 12, max: 64 };
/** Logins are checked one after the other, since each takes 32 MB; more than this do not queue. */
const MAX_WAITING_LOGINS = 8;

/** No password has this hash; checking against it takes as long as against a real one. */
const nobody: PasswordHash = { ...currentParameters, salt: new Uint8Array(16), hash: new Uint8Array(32) };

function characters(password: Secret): number {
  return password.use((utf8) => utf8.filter((byte) => (byte & 0xc0) !== 0x80).length);
}

function throttled(waitMs: number): Failure {
  return new Failure('staff.login.throttled', { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) });
}

export class Operators {
  readonly #table: OperatorsTable;
  readonly #throttle: LoginThrottle;
  readonly #logins = new PQueue({ concurrency: 1 });

  constructor(
    private readonly database: Database,
    private readonly audit: Pick<Audit, 'append' | 'appendIn'>,
    private readonly clock: Clock,
  ) {
    this.#table = new OperatorsTable(database);
    this.#throttle = new LoginThrottle(clock);
  }

  /** True before the first start's setup: nobody can log in. */
  isEmpty(): Promise<boolean> {
    return this.#table.isEmpty();
  }

  /**
   * Takes the password over and disposes of it.
   * @param name 2–32 of `a-z 0-9 . _ -`, beginning with a letter
   * @param password 12–64 characters
   * @throws {Failure} `staff.operator.nameInvalid`, `staff.operator.nameTaken`, `staff.operator.passwordLength`
   */
  async createOperator(name: string, password: Secret, role: Role): Promise<Operator> {
    try {
      if (!NAME.test(name)) throw new Failure('staff.operator.nameInvalid');
      const length = characters(password);
      if (length < PASSWORD_LENGTH.min || length > PASSWORD_LENGTH.max) {
        const { min: minLength, max: maxLength } = PASSWORD_LENGTH;
        throw new Failure('staff.operator.passwordLength', { minLength, maxLength });
      }
      const record = { name, role, password: await hashPassword(password) };
      await this.database.transaction(async (tx) => {
        const inserted = await this.#table.insert(tx, record, timestamp(this.clock));
        if (!inserted) throw new Failure('staff.operator.nameTaken', { name });
        await this.audit.appendIn(tx, { actor: 'gateway', action: 'operator.created', subject: name, facts: { role } });
      });
      return { name, role };
    } finally {
      password.dispose();
    }
  }

  /**
   * Takes the password over and disposes of it. A name that nobody has is answered like a wrong password, in words, in
   * waiting and in time.
   * @throws {Failure} `staff.login.refused`, `staff.login.throttled`
   */
  async login(name: string, password: Secret): Promise<Operator> {
    try {
      if (this.#logins.size >= MAX_WAITING_LOGINS) throw throttled(0);
      return await this.#logins.add(() => this.#login(name.trim().toLowerCase(), password));
    } finally {
      password.dispose();
    }
  }

  /** The end of a session, for the record. */
  async loggedOut(name: string, reason: string): Promise<void> {
    await this.audit.append({ actor: name, action: 'staff.logout', subject: name, facts: { reason } });
  }

  async #login(name: string, password: Secret): Promise<Operator> {
    const waitMs = this.#throttle.waitMs(name);
    if (waitMs > 0) throw throttled(waitMs);
    const record = await this.#table.find(name);
    const matches = await passwordMatches(password, record?.password ?? nobody);
    if (record === null || !matches) {
      this.#throttle.failed(name);
      // What was typed as a name is not recorded unless it is one: people type passwords there.
      const subject = record?.name ?? 'unknown';
      await this.audit.append({ actor: 'gateway', action: 'staff.login.failed', subject, facts: {} });
      throw new Failure('staff.login.refused');
    }
    this.#throttle.succeeded(name);
    if (!isCurrent(record.password)) {
      await this.#table.replacePassword(name, await hashPassword(password), timestamp(this.clock));
    }
    await this.audit.append({ actor: name, action: 'staff.login', subject: name, facts: { role: record.role } });
    return { name, role: record.role };
  }
}

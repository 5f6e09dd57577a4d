/** The table `operator`. */
import type { Database, Executor } from '../../base/database.js';
import type { StaffRole } from '../contract/messages.js';
import { allRas, type RaScope } from '../ras/raScope.js';
import { Failure } from '../contract/failures/failure.js';
import type { PasswordHash } from './password.js';

export interface OperatorRecord {
  readonly name: string;
  readonly role: StaffRole;
  readonly enabled: boolean;
  readonly mustChangePassword: boolean;
  readonly password: PasswordHash;
  /** The staff card that logs this person in. */
  readonly card: BoundCard | null;
  /** The RAs that this person works for. */
  readonly ras: RaScope;
  /** Counts the changes after which what was checked before holds no longer. */
  readonly version: number;
}

export interface BoundCard {
  /** SHA-256 of the SubjectPublicKeyInfo of the card's signing certificate, upper-case hex. */
  readonly keySha256: string;
  readonly serial: string;
}

/** What a change may set. */
export type OperatorChange = Partial<Omit<OperatorRecord, 'name' | 'version'>>;

interface Row {
  name: string;
  role: StaffRole;
  enabled: 0 | 1;
  must_change_password: 0 | 1;
  salt: Uint8Array;
  hash: Uint8Array;
  cost: number;
  block_size: number;
  parallelism: number;
  card_key_sha256: string | null;
  card_serial: string | null;
  ra_ids: string | null;
  version: number;
}

function recordOf(row: Row): OperatorRecord {
  const { name, role, salt, hash, cost, block_size: blockSize, parallelism, version } = row;
  const { card_key_sha256: keySha256, card_serial: serial } = row;
  return {
    name,
    role,
    enabled: row.enabled === 1,
    mustChangePassword: row.must_change_password === 1,
    password: { salt, hash, cost, blockSize, parallelism },
    card: keySha256 === null ? null : { keySha256, serial: serial ?? '' },
    ras: row.ra_ids === null ? allRas : row.ra_ids.split(' ').filter((id) => id !== ''),
    version,
  };
}

function valuesOf({ role, enabled, mustChangePassword, password, card, ras, version }: OperatorRecord) {
  const { salt, hash, cost, blockSize, parallelism } = password;
  const flags = [enabled, mustChangePassword].map(Number);
  const [keySha256, serial] = [card?.keySha256 ?? null, card?.serial ?? null];
  return [role, ...flags, salt, hash, cost, blockSize, parallelism, keySha256, serial, ras?.join(' ') ?? null, version];
}

export class OperatorsTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(name: string, executor: Executor = this.#database): Promise<OperatorRecord | null> {
    const row = await executor.get<Row>('SELECT * FROM operator WHERE name = ?', [name]);
    return row === undefined ? null : recordOf(row);
  }

  /** The account, as long as it is as it was when its owner was authenticated. @throws {Failure} `staff.login.changed` */
  async requireUnchanged(
    tx: Executor,
    { name, version }: Pick<OperatorRecord, 'name' | 'version'>,
  ): Promise<OperatorRecord> {
    const present = await this.find(name, tx);
    if (present?.version !== version) throw new Failure('staff.login.changed');
    return present;
  }

  async findByCard(keySha256: string, executor: Executor = this.#database): Promise<OperatorRecord | null> {
    const row = await executor.get<Row>('SELECT * FROM operator WHERE card_key_sha256 = ?', [keySha256]);
    return row === undefined ? null : recordOf(row);
  }

  async list(): Promise<readonly OperatorRecord[]> {
    return (await this.#database.all<Row>('SELECT * FROM operator ORDER BY name')).map(recordOf);
  }

  async enabledSupervisors(executor: Executor = this.#database): Promise<readonly OperatorRecord[]> {
    const rows = await executor.all<Row>(
      "SELECT * FROM operator WHERE role = 'supervisor' AND enabled = 1 ORDER BY name",
    );
    return rows.map(recordOf);
  }

  /** @returns false when the name is taken */
  async insert(tx: Executor, record: OperatorRecord, at: string): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO operator (role, enabled, must_change_password, salt, hash, cost, block_size, parallelism,
                             card_key_sha256, card_serial, ra_ids, version, name, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING`,
      [...valuesOf(record), record.name, at, at],
    );
    return changes === 1;
  }

  async update(tx: Executor, record: OperatorRecord, at: string): Promise<void> {
    await tx.run(
      `UPDATE operator SET role = ?, enabled = ?, must_change_password = ?, salt = ?, hash = ?, cost = ?, block_size = ?,
                           parallelism = ?, card_key_sha256 = ?, card_serial = ?, ra_ids = ?, version = ?, updated_at = ? WHERE name = ?`,
      [...valuesOf(record), at, record.name],
    );
  }

  /** Records who changed whose account. @param opens does the change give that person a way into the account? */
  async recordChange(
    tx: Executor,
    {
      name,
      by,
      opens,
      at,
    }: { readonly name: string; readonly by: string; readonly opens: boolean; readonly at: string },
  ): Promise<void> {
    await tx.run('INSERT INTO operator_change (name, changed_by, opens, at) VALUES (?, ?, ?, ?)', [
      name,
      by,
      Number(opens),
      at,
    ]);
  }

  /** Did `first` change the account of `second` since then, or `second` give himself a way into that of `first`? */
  async changedSince(
    tx: Executor,
    first: string,
    { second, since }: { second: string; since: string },
  ): Promise<boolean> {
    const row = await tx.get(
      `SELECT 1 FROM operator_change
       WHERE (name = ? AND changed_by = ? AND at > ?) OR (name = ? AND changed_by = ? AND at > ? AND opens = 1)`,
      [second, first, since, first, second, since],
    );
    return row !== undefined;
  }
}

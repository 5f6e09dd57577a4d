/** The table `operator`. */
import type { Database, Executor } from '../../base/database.js';
import type { PasswordHash } from './password.js';

export const roles = ['officer', 'supervisor'] as const;
/** 櫃檯人員, 主管 */
export type Role = (typeof roles)[number];

export interface OperatorRecord {
  readonly name: string;
  readonly role: Role;
  readonly password: PasswordHash;
}

interface Row {
  name: string;
  role: Role;
  salt: Uint8Array;
  hash: Uint8Array;
  cost: number;
  block_size: number;
  parallelism: number;
}

export class OperatorsTable {
  constructor(private readonly database: Database) {}

  async find(name: string): Promise<OperatorRecord | null> {
    const row = await this.database.get<Row>('SELECT * FROM operator WHERE name = ?', [name]);
    if (row === undefined) return null;
    const { role, salt, hash, cost, block_size: blockSize, parallelism } = row;
    return { name: row.name, role, password: { salt, hash, cost, blockSize, parallelism } };
  }

  async isEmpty(): Promise<boolean> {
    return (await this.database.get('SELECT 1 FROM operator LIMIT 1')) === undefined;
  }

  /** @returns false when the name is taken */
  async insert(tx: Executor, { name, role, password }: OperatorRecord, at: string): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO operator (name, role, salt, hash, cost, block_size, parallelism, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING`,
      [name, role, password.salt, password.hash, password.cost, password.blockSize, password.parallelism, at, at],
    );
    return changes === 1;
  }

  async replacePassword(name: string, password: PasswordHash, at: string): Promise<void> {
    await this.database.run(
      `UPDATE operator SET salt = ?, hash = ?, cost = ?, block_size = ?, parallelism = ?, updated_at = ? WHERE name = ?`,
      [password.salt, password.hash, password.cost, password.blockSize, password.parallelism, at, name],
    );
  }
}

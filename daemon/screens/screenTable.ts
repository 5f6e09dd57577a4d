/** The table `screen`. */
import type { Database, Executor } from '../../base/database.js';
import type { Place } from '../contract/messages.js';

/** A screen that was enrolled and not withdrawn. */
export interface Screen {
  readonly id: string;
  readonly place: Place;
  readonly name: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** RFC 3339. */
  readonly enrolledAt: string;
  readonly enrolledBy: string;
}

interface Row {
  readonly id: string;
  readonly place: Place;
  readonly name: string;
  readonly public_key: Uint8Array;
  readonly enrolled_at: string;
  readonly enrolled_by: string;
}

const screenOf = ({
  public_key: publicKey,
  enrolled_at: enrolledAt,
  enrolled_by: enrolledBy,
  ...row
}: Row): Screen => ({
  id: row.id,
  place: row.place,
  name: row.name,
  publicKey,
  enrolledAt,
  enrolledBy,
});

export class ScreenTable {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<Screen | null> {
    const row = await this.database.get<Row>('SELECT * FROM screen WHERE id = ? AND withdrawn_at IS NULL', [id]);
    return row === undefined ? null : screenOf(row);
  }

  /** In the order of enrolment. */
  async list(): Promise<readonly Screen[]> {
    const rows = await this.database.all<Row>(
      'SELECT * FROM screen WHERE withdrawn_at IS NULL ORDER BY enrolled_at, id',
    );
    return rows.map(screenOf);
  }

  /** @returns false when a screen with that key was enrolled before */
  async insert(tx: Executor, { id, place, name, publicKey, enrolledAt, enrolledBy }: Screen): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO screen (id, place, name, public_key, enrolled_at, enrolled_by) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (public_key) DO NOTHING`,
      [id, place, name, publicKey, enrolledAt, enrolledBy],
    );
    return changes === 1;
  }

  /** @returns false when there is no such screen */
  async withdraw(tx: Executor, id: string, at: string): Promise<boolean> {
    const sql = 'UPDATE screen SET withdrawn_at = ? WHERE id = ? AND withdrawn_at IS NULL';
    return (await tx.run(sql, [at, id])).changes === 1;
  }
}

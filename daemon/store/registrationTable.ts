/** The RA's work list as last seen, so that the counter can show it while the RA is away. */
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import type { Registration } from '../../sync/connector.js';

const AS_OF = 'registrations.asOf';

export class RegistrationTable {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async replace(registrations: readonly Registration[]): Promise<void> {
    const now = timestamp(this.clock);
    await this.database.transaction(async (tx) => {
      await tx.run('DELETE FROM registration');
      for (const [position, registration] of registrations.entries()) {
        await tx.run('INSERT INTO registration (id, position, body_json) VALUES (?, ?, ?)', [
          registration.id,
          position,
          JSON.stringify(registration),
        ]);
      }
      await tx.run(
        'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        [AS_OF, now],
      );
    });
  }

  /** `asOf` is null until the RA was reached for the first time. */
  async list(): Promise<{ readonly registrations: Registration[]; readonly asOf: string | null }> {
    const rows = await this.database.all<{ body_json: string }>('SELECT body_json FROM registration ORDER BY position');
    const asOf = await this.database.get<{ value: string }>('SELECT value FROM setting WHERE name = ?', [AS_OF]);
    return {
      registrations: rows.map((row) => JSON.parse(row.body_json) as Registration),
      asOf: asOf?.value ?? null,
    };
  }

  async byId(id: string): Promise<Registration | null> {
    const row = await this.database.get<{ body_json: string }>('SELECT body_json FROM registration WHERE id = ?', [id]);
    return row ? (JSON.parse(row.body_json) as Registration) : null;
  }
}

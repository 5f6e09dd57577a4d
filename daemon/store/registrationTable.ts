/** The RAs' work lists as last seen, so that the counter can show them while an RA is away. */
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import type { Registration } from '../../sync/connector.js';

const asOfOf = (raId: string): string => `registrations.asOf.${raId}`;

export interface RegistrationOfRa extends Registration {
  readonly raId: string;
}

export class RegistrationTable {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns whether the list is another one than before */
  async replace(raId: string, registrations: readonly Registration[]): Promise<boolean> {
    const now = timestamp(this.clock);
    const bodies = registrations.map((registration) => JSON.stringify(registration));
    const before = await this.bodies(raId);
    const same = bodies.length === before.length && bodies.every((body, index) => body === before[index]);
    await this.database.transaction(async (tx) => {
      if (!same) {
        await tx.run('DELETE FROM registration WHERE ra_id = ?', [raId]);
        for (const [position, { id }] of registrations.entries()) {
          await tx.run('INSERT INTO registration (ra_id, id, position, body_json) VALUES (?, ?, ?, ?)', [
            raId,
            id,
            position,
            bodies[position] ?? '',
          ]);
        }
      }
      await tx.run(
        'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        [asOfOf(raId), now],
      );
    });
    return !same;
  }

  /** `asOf` is null until the RA was reached for the first time. */
  async list(
    raId: string,
  ): Promise<{ readonly registrations: readonly RegistrationOfRa[]; readonly asOf: string | null }> {
    const bodies = await this.bodies(raId);
    const asOf = await this.database.get<{ value: string }>('SELECT value FROM setting WHERE name = ?', [asOfOf(raId)]);
    return {
      registrations: bodies.map((body) => ({ ...(JSON.parse(body) as Registration), raId })),
      asOf: asOf?.value ?? null,
    };
  }

  private async bodies(raId: string): Promise<string[]> {
    const rows = await this.database.all<{ body_json: string }>(
      'SELECT body_json FROM registration WHERE ra_id = ? ORDER BY position',
      [raId],
    );
    return rows.map((row) => row.body_json);
  }
}

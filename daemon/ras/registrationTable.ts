/** The tables of the RAs' last fetched work lists, so that the counter can show them while an RA is unreachable. */
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import type { PersonFacts } from '../../base/weakPin.js';
import type { Registration } from '../../sync/connector.js';
import { UnreadableRowError } from '../store/storedFormat.js';
import { registrationFormat } from './storedRegistration.js';

const asOfOf = (raId: string): string => `registrations.asOf.${raId}`;

export interface RegistrationOfRa extends Registration {
  readonly raId: string;
}

/** A row that cannot be read is left out: the list is a copy, and the next one that is fetched from the RA replaces it. */
function readable({ id, body }: { readonly id: string; readonly body: string }): readonly Registration[] {
  try {
    return [registrationFormat.read(body, id)];
  } catch (error) {
    if (error instanceof UnreadableRowError) return [];
    throw error;
  }
}

interface PersonQuestion {
  readonly raId: string | null;
  /** null: no card is known. */
  readonly cardSerial: string | null;
  readonly registrationId: string | null;
}

export class RegistrationTable {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** @returns whether the list changed */
  async replace(raId: string, registrations: readonly Registration[]): Promise<boolean> {
    const now = timestamp(this.#clock);
    const before = new Map((await this.#rows(raId)).map(({ id, position, body }) => [id, `${position} ${body}`]));
    const rows = registrations.map((entry, position) => ({
      id: entry.id,
      position,
      body: registrationFormat.write(entry),
    }));
    // One card changes one row among thousands. Writing all rows would delay every other write.
    const changed = rows.filter(({ id, position, body }) => before.get(id) !== `${position} ${body}`);
    for (const { id } of rows) before.delete(id);
    await this.#database.transaction(async (tx) => {
      await tx.run('DELETE FROM registration WHERE ra_id = ? AND id IN (SELECT value FROM json_each(?))', [
        raId,
        JSON.stringify([...before.keys()]),
      ]);
      await tx.run(
        `INSERT INTO registration (ra_id, id, position, body_json)
         SELECT ?, value ->> 'id', value ->> 'position', value ->> 'body' FROM json_each(?) WHERE true
         ON CONFLICT (ra_id, id) DO UPDATE SET position = excluded.position, body_json = excluded.body_json`,
        [raId, JSON.stringify(changed)],
      );
      await tx.run(
        'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        [asOfOf(raId), now],
      );
    });
    return changed.length > 0 || before.size > 0;
  }

  /** `asOf`: when the list was fetched; null: never. */
  async list(
    raId: string,
  ): Promise<{ readonly registrations: readonly RegistrationOfRa[]; readonly asOf: string | null }> {
    const rows = await this.#rows(raId);
    const asOf = await this.#database.get<{ value: string }>('SELECT value FROM setting WHERE name = ?', [
      asOfOf(raId),
    ]);
    return {
      registrations: rows.flatMap((row) => readable(row).map((registration) => ({ ...registration, raId }))),
      asOf: asOf?.value ?? null,
    };
  }

  /**
   * What the work lists tell of the person whose card or registration this is, for the rule of new PINs.
   * @param raId null: it may be any RA's
   */
  async personOf({ raId, cardSerial, registrationId }: PersonQuestion): Promise<PersonFacts> {
    const rows = await this.#database.all<{ id: string; body: string }>(
      `SELECT id, body_json AS body FROM registration
       WHERE (?1 IS NULL OR ra_id = ?1)
         AND (id = ?2 OR CASE WHEN json_valid(body_json) THEN body_json ->> 'cardSerial' END = ?3)`,
      [raId, registrationId, cardSerial],
    );
    const identifiers = rows.flatMap((row) =>
      readable(row).flatMap(({ subscriberId, userIdentifier, name }) => [row.id, subscriberId, userIdentifier, name]),
    );
    return { identifiers: [cardSerial ?? '', ...identifiers], birthDate: null };
  }

  #rows(raId: string): Promise<{ id: string; position: number; body: string }[]> {
    return this.#database.all(
      'SELECT id, position, body_json AS body FROM registration WHERE ra_id = ? ORDER BY position',
      [raId],
    );
  }
}

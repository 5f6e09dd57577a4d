/** The reference RA's books in a file of the test, with an issued registration. */
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Database } from '../../../base/database.js';
import { openDatabase } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import { AdjustableClock } from '../../../sync/reference-ra/adjustableClock.js';
import { insertRegistration } from '../../../sync/reference-ra/store/newRegistration.js';

export interface Books {
  readonly db: Database;
  readonly clock: AdjustableClock;
  /** Events of the audit log, oldest first. */
  events(): Promise<readonly string[]>;
}

export const startMs = Date.parse('2026-01-02T03:04:05.000Z');
const at = '2026-01-02T03:04:05.000Z';

export async function booksIn(t: Test): Promise<Books> {
  const migrations = projectPath('sync', 'reference-ra', 'store', 'migrations');
  const db = await openDatabase(join(t.testdir(), 'ra.sqlite'), migrations);
  t.teardown(() => db.close());
  return {
    db,
    clock: new AdjustableClock({ now: () => startMs }, 0),
    events: async () => {
      const rows = await db.all<{ event: string }>('SELECT event FROM audit ORDER BY rowid');
      return rows.map(({ event }) => event);
    },
  };
}

/**
 * An issued registration with a card.
 * @param certificates last moments of validity by serial number
 * @returns its id
 */
export async function issued({ db }: Books, certificates: Readonly<Record<string, string>>): Promise<string> {
  const id = await insertRegistration(
    db,
    {
      state: 'issued',
      subscriberId: 'S',
      userIdentifier: 'U',
      name: '王𪚥明',
      letterContact: 'here',
      account: 'a',
    },
    { hash: { salt: Uint8Array.of(1), hash: Uint8Array.of(1) }, changeRequired: false, at },
  );
  for (const [serial, notAfter] of Object.entries(certificates)) {
    const kind = serial === Object.keys(certificates)[0] ? 'issue' : 'renew';
    await db.run(
      `INSERT INTO card_order (id, kind, registration_id, card_serial, family, opened_at, prepared_at, issued_at)
       VALUES (?, ?, ?, 'CARD', 'isoapplet', ?, ?, ?)`,
      [`O-${serial}`, kind, id, at, at, at],
    );
    await db.run(
      `INSERT INTO certificate (serial, order_id, use, public_key_sha256, der, not_after, issued_at)
       VALUES (?, ?, 'sign', ?, ?, ?, ?)`,
      [serial, `O-${serial}`, `digest ${serial}`, Uint8Array.of(1), notAfter, at],
    );
  }
  return id;
}

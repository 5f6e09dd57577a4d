/** Registrations for trying the RA out, with `--seed` only. docs/ra-contract.md lists the accounts. */
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import { Secret } from '../../base/secret.js';
import { hashPassword } from './passwords.js';
import { audit } from './store/audit.js';
import { seededBatchOrder, seeds } from './seedRegistrations.js';
import { insertBatchOrder } from './store/batchRows.js';
import { insertRegistration } from './store/newRegistration.js';

/** Website password (網站密碼) of every seeded account. */
const seedPassword = 'Demo2026';

/** Serial of the issued registration's card. No card of a demo has it. */
const seededCardSerial = '4790501740A10F2C55E1';

/** Fills an empty RA. An RA that has registrations stays as it is. */
export async function seed(db: Database, clock: Clock): Promise<void> {
  if ((await db.get('SELECT 1 FROM registration')) !== undefined) return;
  const password = Secret.fromText(seedPassword);
  // One hash for all accounts: the password is public, and a hash for each would delay the first start by a second.
  const hash = await hashPassword(password);
  password.dispose();
  const now = timestamp(clock);
  await db.transaction(async (tx) => {
    for (const entry of seeds) {
      const changeRequired = entry.login === 'changeRequired';
      const id = await insertRegistration(tx, entry, { hash, changeRequired, at: now });
      if (entry.login === 'suspended') {
        await tx.run('INSERT INTO login_failure (account, tries) VALUES (?, 3)', [entry.account]);
      }
      if (entry.state === 'issued') {
        await tx.run(
          `INSERT INTO card_order (id, kind, registration_id, card_serial, family, opened_at, prepared_at, issued_at)
           VALUES (?, 'issue', ?, ?, 'isoapplet', ?, ?, ?)`,
          [`O-${id}`, id, seededCardSerial, now, now, now],
        );
      }
    }
    const ofBatch: string[] = [];
    for (const entry of seededBatchOrder.registrations) {
      const registration = { ...entry, state: 'approved' } as const;
      ofBatch.push(await insertRegistration(tx, registration, { hash, changeRequired: false, at: now }));
    }
    await insertBatchOrder(tx, { ...seededBatchOrder, registrations: ofBatch }, now);
    await audit(tx, { at: now, actor: 'ra', event: 'seeded', facts: { registrations: seeds.length + ofBatch.length } });
  });
}

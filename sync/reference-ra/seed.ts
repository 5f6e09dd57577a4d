/** Registrations to try things out with. Only `--seed` brings them; docs/ra-contract.md lists the accounts. */
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

/** Serial of the card that the issued one has: it is not among the cards of any demo. */
const seededCardSerial = '4790501740A10F2C55E1';

/** Fills an empty RA; one that has registrations stays as it is. */
export async function seed(db: Database, clock: Clock): Promise<void> {
  if ((await db.get('SELECT 1 FROM registration')) !== undefined) return;
  const password = Secret.fromText(seedPassword);
  // One hash for all: the password is no secret, and one for each would hold up the first start by a second.
  const hash = await hashPassword(password);
  password.dispose();
  const now = timestamp(clock);
  await db.transaction(async (tx) => {
    for (const entry of seeds) {
      const id = await insertRegistration(tx, entry, { hash, changeRequired: entry.login === 'changeRequired' }, now);
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
      ofBatch.push(await insertRegistration(tx, { ...entry, state: 'approved' }, { hash, changeRequired: false }, now));
    }
    await insertBatchOrder(tx, { ...seededBatchOrder, registrations: ofBatch }, now);
    await audit(tx, now, 'ra', 'seeded', { registrations: seeds.length + ofBatch.length });
  });
}

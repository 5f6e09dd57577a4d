import { timestamp } from '../../base/clock.js';
import type { Office } from './office.js';
import { audit } from './store/audit.js';

/** Lets the gateway with this common name in. One that was withdrawn stays out. */
export async function admitGateway({ db, clock }: Pick<Office, 'db' | 'clock'>, name: string): Promise<void> {
  await db.transaction(async (tx) => {
    const now = timestamp(clock);
    const { changes } = await tx.run('INSERT OR IGNORE INTO gateway (name, admitted_at) VALUES (?, ?)', [name, now]);
    if (changes > 0) await audit(tx, now, 'ra', 'gatewayAdmitted', { name });
  });
}

/** From now on its certificate opens nothing, for good. @returns false when there is no such gateway. */
export async function withdrawGateway({ db, clock }: Pick<Office, 'db' | 'clock'>, name: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const now = timestamp(clock);
    const { changes } = await tx.run('UPDATE gateway SET withdrawn_at = ? WHERE name = ? AND withdrawn_at IS NULL', [
      now,
      name,
    ]);
    if (changes > 0) await audit(tx, now, 'ra', 'gatewayWithdrawn', { name });
    return changes > 0;
  });
}

/** The gateways that the RA serves. */
import { timestamp } from '../../base/clock.js';
import type { RaContext } from './raContext.js';
import { audit } from './store/audit.js';

/** Admits the gateway with this common name. A withdrawn gateway stays withdrawn. */
export async function admitGateway({ db, clock }: Pick<RaContext, 'db' | 'clock'>, name: string): Promise<void> {
  await db.transaction(async (tx) => {
    const now = timestamp(clock);
    const { changes } = await tx.run('INSERT OR IGNORE INTO gateway (name, admitted_at) VALUES (?, ?)', [name, now]);
    if (changes > 0) await audit(tx, { at: now, actor: 'ra', event: 'gatewayAdmitted', facts: { name } });
  });
}

/** Refuses all further requests of the gateway, for good. @returns false when there is no such gateway */
export async function withdrawGateway({ db, clock }: Pick<RaContext, 'db' | 'clock'>, name: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const now = timestamp(clock);
    const { changes } = await tx.run('UPDATE gateway SET withdrawn_at = ? WHERE name = ? AND withdrawn_at IS NULL', [
      now,
      name,
    ]);
    if (changes > 0) await audit(tx, { at: now, actor: 'ra', event: 'gatewayWithdrawn', facts: { name } });
    return changes > 0;
  });
}

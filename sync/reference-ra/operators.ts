/** The staff of the gateways' counters, by login name. */
import { timestamp } from '../../base/clock.js';
import type { Executor } from '../../base/database.js';
import type { RaContext } from './raContext.js';
import { Refusal } from './refusal.js';
import { audit } from './store/audit.js';

/** Admits a member of staff. Whoever was withdrawn may be admitted again. */
export async function admitOperator({ db, clock }: Pick<RaContext, 'db' | 'clock'>, name: string): Promise<void> {
  await db.transaction(async (tx) => {
    const now = timestamp(clock);
    const { changes } = await tx.run(
      `INSERT INTO operator (name, admitted_at) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET admitted_at = excluded.admitted_at, withdrawn_at = NULL
         WHERE withdrawn_at IS NOT NULL`,
      [name, now],
    );
    if (changes > 0) await audit(tx, { at: now, actor: 'ra', event: 'operatorAdmitted', facts: { name } });
  });
}

/** @returns false when there is no such operator */
export async function withdrawOperator({ db, clock }: Pick<RaContext, 'db' | 'clock'>, name: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const now = timestamp(clock);
    const sql = 'UPDATE operator SET withdrawn_at = ? WHERE name = ? AND withdrawn_at IS NULL';
    const { changes } = await tx.run(sql, [now, name]);
    if (changes > 0) await audit(tx, { at: now, actor: 'ra', event: 'operatorWithdrawn', facts: { name } });
    return changes > 0;
  });
}

/** @throws {Refusal} `operatorUnknown` unless the RA knows each of them */
export async function refuseUnknownOperators(tx: Executor, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const known = await tx.get('SELECT 1 FROM operator WHERE name = ? AND withdrawn_at IS NULL', [name]);
    if (known === undefined) throw new Refusal('operatorUnknown', { operator: name });
  }
}

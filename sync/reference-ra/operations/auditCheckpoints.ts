/** Checkpoints of the gateways' audit logs: what a gateway said its log was, which it cannot take back. */
import { timestamp } from '../../../base/clock.js';
import type { Executor } from '../../../base/database.js';
import type { components } from '../../ra-api/schema.generated.js';
import type { RaContext } from '../raContext.js';
import { audit } from '../store/audit.js';

type Checkpoint = components['schemas']['FactBodies']['auditCheckpoint'];

/** The checkpoint with the highest sequence number since the last restart that the RA accepted. */
export async function newestCheckpoint(tx: Pick<Executor, 'get'>, gateway: string): Promise<Checkpoint | null> {
  const row = await tx.get<Checkpoint>(
    `SELECT body ->> 'seq' AS seq, body ->> 'hash' AS hash, body ->> 'signedAt' AS signedAt, body ->> 'signature' AS signature
     FROM fact WHERE kind = 'auditCheckpoint' AND refusal IS NULL AND gateway = ?
       AND number > coalesce((SELECT max(fact_number) FROM audit_log_restart WHERE gateway = fact.gateway), 0)
     ORDER BY body ->> 'seq' DESC LIMIT 1`,
    [gateway],
  );
  return row ?? null;
}

/** @returns why the checkpoint contradicts an earlier one; null: it does not */
export async function contradiction(tx: Executor, gateway: string, { seq, hash }: Checkpoint): Promise<string | null> {
  const known = await newestCheckpoint(tx, gateway);
  if (known === null || seq > known.seq) return null;
  if (seq < known.seq) return 'auditLogShorter';
  return hash === known.hash ? null : 'auditLogChanged';
}

/** The next checkpoint of this gateway may be of a shorter or another log. */
export async function acceptRestart({ db, clock }: Pick<RaContext, 'db' | 'clock'>, gateway: string): Promise<void> {
  await db.transaction(async (tx) => {
    const now = timestamp(clock);
    await tx.run(
      `INSERT INTO audit_log_restart (gateway, accepted_at, fact_number) SELECT ?, ?, coalesce(max(number), 0) FROM fact`,
      [gateway, now],
    );
    await audit(tx, { at: now, actor: 'ra', event: 'auditLogRestartAccepted', facts: { gateway } });
  });
}

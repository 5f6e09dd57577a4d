/** The audit log: append-only, in the order of what happened. */
import type { Executor } from '../../../base/database.js';

/** Who did something, and when. */
interface AuditSource {
  /** RFC 3339 */
  readonly at: string;
  /** A gateway's name, or `ra` for the RA's own staff. */
  readonly actor: string;
}

export interface AuditEntry {
  readonly event: string;
  /** Never a secret. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

/** Appends the entries in their order, with one statement. */
export async function auditAll(
  tx: Executor,
  { at, actor }: AuditSource,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await tx.run('INSERT INTO audit (at, actor, event, facts) SELECT ?, ?, value ->> 0, value ->> 1 FROM json_each(?)', [
    at,
    actor,
    JSON.stringify(entries.map(({ event, facts }) => [event, JSON.stringify(facts)])),
  ]);
}

/** Appends one entry. */
export function audit(tx: Executor, entry: AuditSource & AuditEntry): Promise<void> {
  return auditAll(tx, entry, [entry]);
}

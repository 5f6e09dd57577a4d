import type { Executor } from '../../../base/database.js';

export interface AuditEntry {
  readonly event: string;
  /** Never a secret. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

/** Appends to the audit log, in order. */
export async function auditAll(tx: Executor, at: string, actor: string, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.run('INSERT INTO audit (at, actor, event, facts) SELECT ?, ?, value ->> 0, value ->> 1 FROM json_each(?)', [
    at,
    actor,
    JSON.stringify(entries.map(({ event, facts }) => [event, JSON.stringify(facts)])),
  ]);
}

/** Appends one line to the audit log. */
export function audit(
  tx: Executor,
  at: string,
  actor: string,
  event: string,
  facts: AuditEntry['facts'],
): Promise<void> {
  return auditAll(tx, at, actor, [{ event, facts }]);
}

import type { Executor } from '../../../base/database.js';

/** Appends one line to the audit log. `facts` never hold a secret. */
export async function audit(
  tx: Executor,
  at: string,
  actor: string,
  event: string,
  facts: Readonly<Record<string, string | number | boolean>>,
): Promise<void> {
  await tx.run('INSERT INTO audit (at, actor, event, facts) VALUES (?, ?, ?, ?)', [
    at,
    actor,
    event,
    JSON.stringify(facts),
  ]);
}

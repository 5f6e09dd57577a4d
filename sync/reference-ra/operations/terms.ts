import { timestamp } from '../../../base/clock.js';
import type { Executor } from '../../../base/database.js';
import type { Office } from '../office.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';

/** Terms (用戶約定條款) that a registration accepted, newest first. */
export async function acceptedTerms(
  db: Executor,
  registrationId: string,
): Promise<{ version: string; acceptedAt: string }[]> {
  return db.all(
    `SELECT version, accepted_at AS acceptedAt FROM terms_acceptance
     WHERE registration_id = ? ORDER BY accepted_at DESC, rowid DESC`,
    [registrationId],
  );
}

/** Writes down since when the version that the profile names is in force. */
export async function bringTermsIntoForce({ db, clock, rules }: Pick<Office, 'db' | 'clock' | 'rules'>): Promise<void> {
  await db.transaction(async (tx) => {
    const last = await tx.get<{ version: string }>('SELECT version FROM terms_version ORDER BY number DESC LIMIT 1');
    if (last?.version === rules.termsVersion) return;
    const now = timestamp(clock);
    await tx.run('INSERT INTO terms_version (version, in_force_since) VALUES (?, ?)', [rules.termsVersion, now]);
    await audit(tx, now, 'ra', 'termsInForce', { version: rules.termsVersion });
  });
}

/** May be reported long after it was accepted: what was in force then was accepted. @param acceptedAt RFC 3339 */
export async function wasInForce(tx: Executor, version: string, acceptedAt: string): Promise<boolean> {
  const replaced = await tx.all<{ at: string | null }>(
    `SELECT (SELECT min(in_force_since) FROM terms_version AS next WHERE next.number > terms_version.number) AS at
     FROM terms_version WHERE version = ?`,
    [version],
  );
  return replaced.some(({ at }) => at === null || Date.parse(acceptedAt) < Date.parse(at));
}

/** @throws {Refusal} `termsOutdated` unless those in force were accepted */
export async function refuseUnlessTermsAccepted(
  { rules }: Pick<Office, 'rules'>,
  tx: Executor,
  registrationId: string,
): Promise<void> {
  const { termsVersion } = rules;
  const accepted = await tx.get('SELECT 1 FROM terms_acceptance WHERE registration_id = ? AND version = ?', [
    registrationId,
    termsVersion,
  ]);
  if (accepted === undefined) throw new Refusal('termsOutdated', { version: termsVersion });
}

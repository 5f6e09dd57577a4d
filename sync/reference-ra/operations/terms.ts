/** Terms (用戶約定條款): their versions and who accepted them. */
import { timestamp } from '../../../base/clock.js';
import type { Executor } from '../../../base/database.js';
import type { RaContext } from '../raContext.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';

/** The versions that a registration accepted, newest first. */
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

/** Puts the version of the profile into force, unless it is in force already. */
export async function bringTermsIntoForce({
  db,
  clock,
  rules,
}: Pick<RaContext, 'db' | 'clock' | 'rules'>): Promise<void> {
  await db.transaction(async (tx) => {
    const last = await tx.get<{ version: string }>('SELECT version FROM terms_version ORDER BY number DESC LIMIT 1');
    if (last?.version === rules.termsVersion) return;
    const now = timestamp(clock);
    await tx.run('INSERT INTO terms_version (version, in_force_since) VALUES (?, ?)', [rules.termsVersion, now]);
    await audit(tx, { at: now, actor: 'ra', event: 'termsInForce', facts: { version: rules.termsVersion } });
  });
}

/** The version has to be in force at the time of the acceptance, which may be reported much later. @param acceptedAt RFC 3339 */
export async function wasInForce(tx: Executor, version: string, acceptedAt: string): Promise<boolean> {
  const replaced = await tx.all<{ at: string | null }>(
    `SELECT (SELECT min(in_force_since) FROM terms_version AS next WHERE next.number > terms_version.number) AS at
     FROM terms_version WHERE version = ?`,
    [version],
  );
  return replaced.some(({ at }) => at === null || Date.parse(acceptedAt) < Date.parse(at));
}

/** @throws {Refusal} `termsOutdated` unless the registration accepted the version in force */
export async function refuseUnlessTermsAccepted(
  { rules }: Pick<RaContext, 'rules'>,
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

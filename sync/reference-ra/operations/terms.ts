import type { Executor } from '../../../base/database.js';
import type { Office } from '../office.js';
import { Refusal } from '../refusal.js';

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

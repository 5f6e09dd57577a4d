/** Checks who stands behind a request about a subscriber. */
import type { Clock } from '../../../base/clock.js';
import { timestamp } from '../../../base/clock.js';
import type { Executor } from '../../../base/database.js';
import type { Ground, RaRefusal } from '../../connector.js';
import { refuseUnknownOperators } from '../operators.js';
import { Refusal } from '../refusal.js';

interface AuthorisationRow {
  readonly gateway: string;
  readonly registration_id: string;
  readonly expires_at: string;
}

export interface GroundOfRequest {
  readonly gateway: string;
  readonly ground: Ground;
  readonly registrationId: string;
  /** The refusal for a subscriber who asks about the registration of somebody else. */
  readonly foreign: RaRefusal;
}

/**
 * A login by website password does not prove that the person has the card and knows its PINs.
 * @param ground one that `acceptGround` accepted
 * @throws {Refusal} `authorisationExpired` for a login by website password
 */
export async function refuseUnlessByCard(tx: Executor, ground: Ground): Promise<void> {
  if (ground.kind === 'counter') return;
  const byCard = await tx.get("SELECT 1 FROM subscriber_authorisation WHERE id = ? AND means = 'card'", [
    ground.authorisationId,
  ]);
  if (byCard === undefined) throw new Refusal('authorisationExpired');
}

/**
 * Checks that the ground allows a request about this registration.
 * @returns who stands behind the request, for the audit log
 * @throws {Refusal} `authorisationExpired`; `operatorUnknown`; `foreign` for a subscriber who asks about the registration of somebody else
 */
export async function acceptGround(
  { clock }: { readonly clock: Clock },
  tx: Executor,
  { gateway, ground, registrationId, foreign }: GroundOfRequest,
): Promise<{ readonly operator: string } | { readonly authorisationId: string }> {
  if (ground.kind === 'counter') {
    await refuseUnknownOperators(tx, ground.operator);
    return { operator: ground.operator };
  }
  const { authorisationId } = ground;
  const row = await tx.get<AuthorisationRow>('SELECT * FROM subscriber_authorisation WHERE id = ?', [authorisationId]);
  if (row?.gateway !== gateway || row.expires_at <= timestamp(clock)) throw new Refusal('authorisationExpired');
  if (row.registration_id !== registrationId) throw new Refusal(foreign);
  return { authorisationId };
}

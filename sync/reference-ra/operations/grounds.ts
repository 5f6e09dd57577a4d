import type { Clock } from '../../../base/clock.js';
import { timestamp } from '../../../base/clock.js';
import type { Executor } from '../../../base/database.js';
import type { Ground, RaRefusal } from '../../connector.js';
import { Refusal } from '../refusal.js';

interface AuthorisationRow {
  readonly gateway: string;
  readonly registration_id: string;
  readonly expires_at: string;
}

/** The website password alone does not say that its owner has the card and knows its PINs. @param ground accepted before */
export async function refuseUnlessByCard(tx: Executor, ground: Ground): Promise<void> {
  if (ground.kind === 'counter') return;
  const byCard = await tx.get("SELECT 1 FROM subscriber_authorisation WHERE id = ? AND means = 'card'", [
    ground.authorisationId,
  ]);
  if (byCard === undefined) throw new Refusal('authorisationExpired');
}

/**
 * May the one who stands behind the request have to do with this registration?
 * @param otherwise what to say to a subscriber who is there and asks about somebody else's
 * @returns whose word it was, for the audit log
 */
export async function acceptGround(
  tx: Executor,
  clock: Clock,
  gateway: string,
  ground: Ground,
  registrationId: string,
  otherwise: RaRefusal,
): Promise<{ readonly operator: string } | { readonly authorisationId: string }> {
  if (ground.kind === 'counter') return { operator: ground.operator };
  const { authorisationId } = ground;
  const row = await tx.get<AuthorisationRow>('SELECT * FROM subscriber_authorisation WHERE id = ?', [authorisationId]);
  if (row?.gateway !== gateway || row.expires_at <= timestamp(clock)) throw new Refusal('authorisationExpired');
  if (row.registration_id !== registrationId) throw new Refusal(otherwise);
  return { authorisationId };
}

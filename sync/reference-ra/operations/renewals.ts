/** The period in which certificates can be renewed. */
import type { Executor } from '../../../base/database.js';
import { renewalWindow } from '../ca/validity.js';
import type { RaContext } from '../raContext.js';
import { Refusal } from '../refusal.js';
import { certificatesByCard, type CertificateRow } from '../store/certificateRows.js';

export interface RenewalOfCard {
  readonly cardSerial: string;
  /** Id of the open renewal; null: none is open. */
  readonly openRenewalId: string | null;
}

/**
 * Checks that the card's certificates can be renewed (憑證展期) today. The certificates that were last reported on the card decide. An
 * open renewal whose keys are already certified may be completed on any day.
 * @throws {Refusal} `renewalTooEarly`, `renewalTooLate`, `certificateRevoked`, `certificateSuspended`, `certificateUnknown`
 */
export async function refuseUnlessRenewable(
  { clock }: RaContext,
  tx: Executor,
  { cardSerial, openRenewalId }: RenewalOfCard,
): Promise<void> {
  const certificates = await certificatesByCard(tx, cardSerial);
  if (certificates.some(({ order_id }) => order_id === openRenewalId)) return;
  const [newest] = certificates.filter(({ order_issued_at }) => order_issued_at !== null);
  if (newest === undefined) throw new Refusal('certificateUnknown');
  for (const certificate of certificates) {
    if (certificate.order_id === newest.order_id) refuseUnlessTrusted(certificate);
  }
  const now = clock.now();
  const { opensAt, endsAt, opensOn, endsOn } = renewalWindow(new Date(newest.not_after));
  if (now < opensAt.getTime()) throw new Refusal('renewalTooEarly', { opensOn, endsOn });
  if (now > endsAt.getTime()) throw new Refusal('renewalTooLate', { endedOn: endsOn });
}

function refuseUnlessTrusted({ serial, revoked_at, suspended_at }: CertificateRow): void {
  if (revoked_at !== null) throw new Refusal('certificateRevoked', { serial });
  if (suspended_at !== null) throw new Refusal('certificateSuspended', { serial });
}

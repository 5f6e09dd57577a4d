import type { Executor } from '../../../base/database.js';
import { renewalWindow } from '../ca/validity.js';
import type { Office } from '../office.js';
import { Refusal } from '../refusal.js';
import { certificatesByCard, type CertificateRow } from '../store/certificateRows.js';

/**
 * May the card's certificates be renewed (憑證展期) today? Those count that were last reported to be on the card. A renewal whose keys
 * were certified already is only brought to its end, whatever the day.
 * @param openRenewalId of the order that is open, if one is
 * @throws {Refusal} `renewalTooEarly`, `renewalTooLate`, `certificateRevoked`, `certificateSuspended`, `certificateUnknown`
 */
export async function refuseUnlessRenewable(
  { clock }: Office,
  tx: Executor,
  cardSerial: string,
  openRenewalId: string | null,
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

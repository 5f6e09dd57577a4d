import { timestamp } from '../../../base/clock.js';
import type { Registration } from '../../connector.js';
import type { Office } from '../office.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';
import { allRegistrations, registrationById, registrationOf } from '../store/rows.js';

export async function listRegistrations({ db }: Office): Promise<Registration[]> {
  return (await allRegistrations(db)).map(registrationOf);
}

/** The RA's officer approves a pending registration; one that is approved already stays so. */
export async function approveRegistration({ db, clock }: Office, registrationId: string): Promise<void> {
  await db.transaction(async (tx) => {
    const registration = await registrationById(tx, registrationId);
    if (registration === undefined) throw new Refusal('registrationUnknown');
    if (registration.state === 'approved') return;
    if (registration.state !== 'pending') throw new Refusal('registrationAlreadyIssued', {}, registration.state);
    const now = timestamp(clock);
    await tx.run("UPDATE registration SET state = 'approved', approved_at = ? WHERE id = ?", [now, registrationId]);
    await audit(tx, now, 'ra', 'registrationApproved', { registrationId });
  });
}

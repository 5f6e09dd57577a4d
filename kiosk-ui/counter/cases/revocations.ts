/** Requests to revoke a registration's certificates. Pure. */
import type { WireApproval, WireRegistration } from '../../../daemon/contract/messages.js';
import type { World } from '../../api/world.js';

/** Newest first. */
export function revocationsOf({ approvals }: World, { raId, id }: WireRegistration): readonly WireApproval[] {
  return approvals.filter(
    ({ action, facts }) => action === 'certificate.revoke' && facts.ra === raId && facts.registration === id,
  );
}

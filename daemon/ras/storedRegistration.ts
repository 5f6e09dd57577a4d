/** A row of an RA's work list in the store. */
import { z } from 'zod';
import type { Registration } from '../../sync/connector.js';
import { StoredFormat } from '../store/storedFormat.js';

export const storedRegistrationSchema = z.object({
  id: z.string(),
  state: z.enum(['pending', 'approved', 'issuing', 'prepared', 'issued', 'revoked']),
  subscriberId: z.string(),
  userIdentifier: z.string(),
  name: z.string(),
  approvedAt: z.string().nullable(),
  cardSerial: z.string().nullable(),
}) satisfies z.ZodType<Registration>;

export const registrationFormat = StoredFormat.of('registration.body_json', storedRegistrationSchema);

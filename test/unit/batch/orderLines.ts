/** Lines of an order file, and registrations to compare them with. */
import type { BadLines } from '../../../daemon/batch/orderFile.js';
import type { Registration } from '../../../sync/connector.js';

export const registration = (id: string, more: Partial<Registration> = {}): Registration => ({
  ...{ id, state: 'approved', subscriberId: '70759028', userIdentifier: 'U-1', name: '王小明', approvedAt: null },
  cardSerial: null,
  ...more,
});
export const line = (registrationId: string, userIdentifier: string | null = null, name: string | null = null) => ({
  ...{ line: 2, registrationId, userIdentifier, name },
});
export const listed = (bad: BadLines) =>
  bad.listed.map(({ line, field, value, reason }) => [line, field, value, reason.code]);

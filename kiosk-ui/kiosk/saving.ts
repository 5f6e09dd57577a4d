/** What is saved (存檔). Pure. */
import type { WireCertificateRecord } from '../../daemon/contract/messages.js';
import type { Learned } from './visit.js';

const inForce = ({ status }: WireCertificateRecord) => status === 'valid' || status === 'expiringSoon';

/** The chosen certificate; without a choice the newest of each use that is in force. */
export function certificatesToSave({ certificate, record }: Learned): readonly WireCertificateRecord[] {
  if (certificate !== undefined) return certificate === null ? [] : [certificate];
  const usable = (record?.certificates ?? []).filter(inForce);
  return usable.filter(({ use }, index) => usable.findIndex((other) => other.use === use) === index);
}

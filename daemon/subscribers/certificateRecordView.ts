/** A certificate in an RA's records, as a person is shown it. */
import type { CertificateRecord } from '../../sync/connector.js';
import { wireCertificate, type CertificateView } from '../ras/certificateView.js';

export interface CertificateRecordView
  extends
    CertificateView,
    Pick<CertificateRecord, 'id' | 'userIdentifier' | 'status' | 'cardSerial' | 'revokedAt' | 'revocationReason'> {}

/** @throws {Error} when the RA's record holds no X.509 certificate */
export function certificateRecordView(record: CertificateRecord): CertificateRecordView {
  const { id, userIdentifier, status, use, cardSerial, certificate, revokedAt, revocationReason } = record;
  return {
    ...wireCertificate(use, certificate),
    id,
    userIdentifier,
    status,
    cardSerial,
    revokedAt,
    revocationReason,
  };
}

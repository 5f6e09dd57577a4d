/** The columns of 檢視憑證資訊. */
import type { WireCertificateRecord } from '../../daemon/contract/messages.js';
import type { Words } from '../words/shared.js';
import { CertificateState, useNames } from './CertificateState.js';
import type { FactLine } from './Facts.js';

export function certificateFacts(certificate: WireCertificateRecord, { say, time }: Words): readonly FactLine[] {
  const { id, userIdentifier, serial, status, use, notBefore, notAfter, subject, issuer } = certificate;
  const { revokedAt, cardSerial } = certificate;
  return [
    { name: say('certNumber'), value: id, code: true },
    { name: say('userIdentifier'), value: userIdentifier, code: true },
    { name: say('certSerial'), value: serial, code: true },
    { name: say('certStatus'), value: <CertificateState status={status} /> },
    ...(revokedAt === null ? [] : [{ name: say('certRevokedAt'), value: time(revokedAt) }]),
    { name: say('certUse'), value: say(useNames[use]) },
    { name: say('certFrom'), value: time(notBefore) },
    { name: say('certTo'), value: time(notAfter) },
    { name: say('certSubject'), value: subject },
    { name: say('certIssuer'), value: issuer },
    ...(cardSerial === null ? [] : [{ name: say('certCard'), value: cardSerial, code: true }]),
  ];
}

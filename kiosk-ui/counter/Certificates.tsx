/** 檢視憑證資訊: every column of the record, and saving one as a file. */
import { Link } from 'react-aria-components';
import type { WireCertificateRecord } from '../../daemon/api/messages.js';
import { certificateFileUrl } from '../api/counterClient.js';
import { useWords } from '../language.js';
import { CertificateState, useNames } from '../parts/CertificateState.js';
import type { WordKey } from '../words.js';

interface CertificatesProps {
  readonly raId: string;
  readonly certificates: readonly WireCertificateRecord[];
}

export function Certificates({ raId, certificates }: CertificatesProps) {
  const { say } = useWords();
  if (certificates.length === 0) return <p className="quiet">{say('noCertificates')}</p>;
  return (
    <div className="certificates">
      {certificates.map((certificate) => (
        <Certificate key={certificate.serial} raId={raId} certificate={certificate} />
      ))}
    </div>
  );
}

function Certificate({ raId, certificate }: { raId: string; certificate: WireCertificateRecord }) {
  const { say, time } = useWords();
  const { id, userIdentifier, serial, status, use, subject, issuer, notBefore, notAfter } = certificate;
  const { cardSerial, revokedAt, revocationReason } = certificate;
  const rows: readonly (readonly [WordKey, string | null])[] = [
    ['certNumber', id],
    ['userIdentifier', userIdentifier],
    ['certSerial', serial],
    ['certFrom', time(notBefore)],
    ['certTo', time(notAfter)],
    ['certSubject', subject],
    ['certIssuer', issuer],
    ['cardSerial', cardSerial],
    ['certRevokedAt', revokedAt && time(revokedAt)],
    ['revocationReason', revocationReason],
  ];
  return (
    <section className="certificate">
      <div className="certificate-head">
        <h3>{say(useNames[use])}</h3>
        <CertificateState status={status} />
        <Link className="button small" href={certificateFileUrl(raId, serial)}>
          {say('saveCertificate')}
        </Link>
      </div>
      <dl className="facts">
        {rows.map(
          ([word, value]) =>
            value !== null && (
              <div key={word}>
                <dt>{say(word)}</dt>
                <dd className="serial">{value}</dd>
              </div>
            ),
        )}
      </dl>
    </section>
  );
}

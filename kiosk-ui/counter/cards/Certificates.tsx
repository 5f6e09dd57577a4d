/** 檢視憑證資訊: every column of the record, and saving one as a file. */
import { FileLink } from '../../staff/FileLink.js';
import type { WireCertificateRecord } from '../../../daemon/contract/messages.js';
import { certificateFileUrl } from '../../api/counterClient.js';
import { useWords } from '../../staff/language.js';
import { certificateFacts } from '../../parts/certificateFacts.js';
import { CertificateState, useNames } from '../../parts/CertificateState.js';
import { Facts } from '../../parts/Facts.js';
import type { WordKey } from '../../words/staffPages.js';

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

const reasonWords: ReadonlyMap<string, WordKey> = new Map<string, WordKey>([
  ['unspecified', 'reasonUnspecified'],
  ['keyCompromise', 'reasonKeyCompromise'],
  ['affiliationChanged', 'reasonAffiliationChanged'],
  ['superseded', 'reasonSuperseded'],
  ['cessationOfOperation', 'reasonCessationOfOperation'],
  ['privilegeWithdrawn', 'reasonPrivilegeWithdrawn'],
]);

function Certificate({ raId, certificate }: { raId: string; certificate: WireCertificateRecord }) {
  const words = useWords();
  const { say } = words;
  const { serial, status, use, revocationReason: reason } = certificate;
  const reasonWord = reason === null ? undefined : reasonWords.get(reason);
  const reasonLines =
    reason === null ? [] : [{ name: say('revocationReason'), value: reasonWord ? say(reasonWord) : reason }];
  return (
    <section className="certificate">
      <div className="certificate-head">
        <h2>{say(useNames[use])}</h2>
        <CertificateState status={status} />
        <FileLink address={certificateFileUrl(raId, serial)} word="saveCertificate" />
      </div>
      <Facts lines={[...certificateFacts(certificate, words), ...reasonLines]} />
    </section>
  );
}

import type { WireCertificateRecord } from '../../../daemon/contract/messages.js';
import { certificateFacts } from '../../parts/certificateFacts.js';
import { Facts } from '../../parts/Facts.js';
import { useWords } from '../language.js';
import { ScreenFrame, titleId } from '../ScreenFrame.js';
import { Action } from '../screens/buttons.js';
import type { PageProps } from './pageProps.js';

export function CertificateScreen({
  screen: { certificate, partner },
  onNext,
  onBack,
  onEnd,
}: PageProps<'certificate'>) {
  return certificate === null ? (
    <NoSuchCertificate onAgain={onBack} onEnd={onEnd} />
  ) : (
    <CertificateDetail certificate={certificate} partner={partner} onSave={onNext} onBack={onBack} />
  );
}

interface CertificateDetailProps {
  readonly certificate: WireCertificateRecord;
  readonly partner: boolean;
  readonly onSave: () => void;
  readonly onBack: () => void;
}

function CertificateDetail({ certificate, partner, onSave, onBack }: CertificateDetailProps) {
  const words = useWords();
  const { say } = words;
  return (
    <ScreenFrame
      name="certificate"
      title={say('certificateTitle')}
      layout="wide"
      body={
        <div role="region" aria-labelledby={titleId} tabIndex={0}>
          <Facts lines={certificateFacts(certificate, words)} />
        </div>
      }
      actions={
        <>
          <Action word={partner ? 'searchAgain' : 'allCertificates'} onPress={onBack} />
          <Action word="saveThis" primary onPress={onSave} />
        </>
      }
    >
      <p className="quiet">{say('saveIsNotWriting')}</p>
    </ScreenFrame>
  );
}

function NoSuchCertificate({ onAgain, onEnd }: { onAgain: () => void; onEnd: () => void }) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="noSuchCertificate"
      title={say('noSuchCertificate')}
      mark="ask"
      actions={
        <>
          <Action word="end" onPress={onEnd} />
          <Action word="searchAgain" primary onPress={onAgain} />
        </>
      }
    >
      <p>{say('noSuchCertificateNext')}</p>
    </ScreenFrame>
  );
}

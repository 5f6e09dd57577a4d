import { useId } from 'react';
import { Button } from 'react-aria-components';
import type { WireCertificateRecord } from '../../../daemon/contract/messages.js';
import { CertificateState, useNames } from '../../parts/CertificateState.js';
import { useWords } from '../language.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from '../screens/buttons.js';
import type { PageProps } from './pageProps.js';

export function CertificatesScreen({
  screen: { record, canSave },
  dispatch,
  onNext,
  onMenu,
}: PageProps<'certificates'>) {
  const { say } = useWords();
  const { certificates, registration } = record;
  const empty = certificates.length === 0;
  return (
    <ScreenFrame
      name="certificates"
      title={say(empty ? 'noneYet' : 'yourCertificates')}
      layout="wide"
      body={
        <ul className="offers certificate-list">
          {certificates.map((certificate) => (
            <CertificateItem
              key={certificate.serial}
              certificate={certificate}
              onChoose={() => dispatch({ type: 'certificateChosen', certificate })}
            />
          ))}
        </ul>
      }
      actions={
        <>
          <Action word="backToMenu" onPress={onMenu} />
          {canSave && <Action word="saveUsable" primary onPress={onNext} />}
        </>
      }
    >
      <p>{registration.name}</p>
      <p className="quiet">{say(empty ? 'noneYetNext' : 'chooseCertificate')}</p>
    </ScreenFrame>
  );
}

interface CertificateItemProps {
  readonly certificate: WireCertificateRecord;
  readonly onChoose: () => void;
}

function CertificateItem({ certificate, onChoose }: CertificateItemProps) {
  const { say, date } = useWords();
  const { id, use, serial, status, userIdentifier, notBefore, notAfter } = certificate;
  const nameId = useId();
  const restId = useId();
  return (
    <li>
      <Button className="button offer" aria-labelledby={nameId} aria-describedby={restId} onPress={onChoose}>
        <span id={nameId} className="offer-name">
          {say(useNames[use])} {id}
        </span>
        <span id={restId} className="offer-hint">
          <CertificateState status={status} />
          <span>
            {date(notBefore)}–{date(notAfter)}
          </span>
          <span>
            {say('certSerial')} <span className="serial">{serial}</span>
          </span>
          <span>
            {say('userIdentifier')} <span className="serial">{userIdentifier}</span>
          </span>
        </span>
      </Button>
    </li>
  );
}

/** 檢視憑證資訊: all certificates of the record, and each in full. */
import { useId } from 'react';
import { Button } from 'react-aria-components';
import type { WireCertificateRecord, WireSubscriberRecord } from '../../../daemon/contract/messages.js';
import { useWords } from '../../words/language.js';
import { certificateFacts } from '../../parts/certificateFacts.js';
import { CertificateState, useNames } from '../../parts/CertificateState.js';
import { Facts } from '../../parts/Facts.js';
import { ScreenFrame, titleId } from '../ScreenFrame.js';
import { Action } from './buttons.js';

interface CertificateListProps {
  readonly record: WireSubscriberRecord;
  readonly canSave: boolean;
  readonly onChoose: (certificate: WireCertificateRecord) => void;
  readonly onSave: () => void;
  readonly onBack: () => void;
}

export function CertificateList({ record, canSave, onChoose, onSave, onBack }: CertificateListProps) {
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
            <CertificateItem key={certificate.serial} certificate={certificate} onChoose={onChoose} />
          ))}
        </ul>
      }
      actions={
        <>
          <Action word="backToMenu" onPress={onBack} />
          {canSave && <Action word="saveUsable" primary onPress={onSave} />}
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
  readonly onChoose: (certificate: WireCertificateRecord) => void;
}

function CertificateItem({ certificate, onChoose }: CertificateItemProps) {
  const { say, date } = useWords();
  const { id, use, serial, status, userIdentifier, notBefore, notAfter } = certificate;
  const nameId = useId();
  const restId = useId();
  return (
    <li>
      <Button
        className="button offer"
        aria-labelledby={nameId}
        aria-describedby={restId}
        onPress={() => onChoose(certificate)}
      >
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

interface CertificateDetailProps {
  readonly certificate: WireCertificateRecord;
  readonly partner: boolean;
  readonly onSave: () => void;
  readonly onBack: () => void;
}

export function CertificateDetail({ certificate, partner, onSave, onBack }: CertificateDetailProps) {
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

export function NoSuchCertificate({ onAgain, onEnd }: { onAgain: () => void; onEnd: () => void }) {
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

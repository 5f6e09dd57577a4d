/** Done: what is different now, and take the card. */
import type { WireCertificate } from '../../../daemon/contract/messages.js';
import { useWords } from '../language.js';
import { useNames } from '../../parts/CertificateState.js';
import { Facts } from '../../parts/Facts.js';
import { useSecondsLeft } from '../../parts/IdleGuard.js';
import type { JobScreen } from '../jobScreen.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from './buttons.js';

interface DoneProps {
  readonly screen: Extract<JobScreen, { name: 'done' }>;
  readonly onMenu: () => void;
  readonly onEnd: () => void;
}

/** How long the good news stays when the card has been taken. */
const afterCardSeconds = 10;

export function Done({ screen: { job, words, cardIn }, onMenu, onEnd }: DoneProps) {
  const { say } = useWords();
  const { title, next } = words;
  const certificates = job.result?.certificates ?? [];
  return (
    <ScreenFrame
      name="done"
      title={say(job.result?.alreadyThere === true ? 'nothingToWrite' : title, { pin: job.pin ?? 1 })}
      mark="done"
      pose={cardIn ? 'take' : 'none'}
      body={certificates.length > 0 ? <CertificatesOnCard certificates={certificates} /> : undefined}
      actions={
        <>
          {cardIn && <Action word="doMore" onPress={onMenu} />}
          <Action word="end" primary onPress={onEnd} />
        </>
      }
    >
      <p className="screen-lead">{say(next)}</p>
      {cardIn ? <p>{say('takeCard')}</p> : <LeavingSoon onEnd={onEnd} />}
    </ScreenFrame>
  );
}

export function CertificatesOnCard({ certificates }: { certificates: readonly WireCertificate[] }) {
  const { say, time } = useWords();
  return (
    <ul className="certificates">
      {certificates.map(({ use, serial, notAfter }) => (
        <li key={serial}>
          <h2>{say(useNames[use])}</h2>
          <Facts
            lines={[
              { name: say('certSerial'), value: serial, code: true },
              { name: say('certTo'), value: time(notAfter) },
            ]}
          />
        </li>
      ))}
    </ul>
  );
}

function LeavingSoon({ onEnd }: { onEnd: () => void }) {
  const { say } = useWords();
  const { left, more } = useSecondsLeft(afterCardSeconds, onEnd);
  return (
    <>
      <p className="quiet" role="timer">
        {say('backToStartIn', { n: left })}
      </p>
      <Action word="moreTime" onPress={more} />
    </>
  );
}

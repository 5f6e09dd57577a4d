/** Done: what is different now, and take the card. */
import type { WireCertificate, WireJob } from '../../../daemon/contract/messages.js';
import { useWords } from '../../words/language.js';
import { useNames } from '../../parts/CertificateState.js';
import { Facts } from '../../parts/Facts.js';
import { useSecondsLeft } from '../../parts/IdleGuard.js';
import type { WordKey } from '../../words/words.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from './buttons.js';

interface DoneProps {
  readonly job: WireJob;
  readonly cardIn: boolean;
  readonly onMenu: () => void;
  readonly onEnd: () => void;
}

/** How long the good news stays when the card has been taken. */
const afterCardSeconds = 10;

/** What happened, and what it means for the PINs. */
const words: Readonly<Record<WireJob['kind'], { readonly title: WordKey; readonly next: WordKey | null }>> = {
  unblockPin: { title: 'unblocked', next: 'useNewPin' },
  changePin: { title: 'changed', next: 'useNewPin' },
  applyCertificates: { title: 'applied', next: 'useCardNow' },
  renewCertificates: { title: 'renewed', next: 'useCardNow' },
  writeCertificates: { title: 'written', next: 'useCardNow' },
  prepareCard: { title: 'lifePrepared', next: null },
  issueCard: { title: 'cardIssued', next: null },
  viewCard: { title: 'viewed', next: null },
};

export function Done({ job, cardIn, onMenu, onEnd }: DoneProps) {
  const { say } = useWords();
  const { title, next } = words[job.kind];
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
      {next !== null && <p className="screen-lead">{say(next)}</p>}
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

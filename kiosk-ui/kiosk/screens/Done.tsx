/** Done: what is different now, and take the card. */
import { Button } from 'react-aria-components';
import type { WireJob } from '../../../daemon/api/messages.js';
import { useWords } from '../../language.js';
import { useSecondsLeft } from '../../parts/IdleGuard.js';
import type { WordKey } from '../../words.js';
import { ScreenFrame } from '../ScreenFrame.js';

interface DoneProps {
  readonly job: WireJob;
  readonly cardIn: boolean;
  readonly onMenu: () => void;
  readonly onEnd: () => void;
}

/** How long the good news stays when the card has been taken. */
const afterCardSeconds = 10;

const titles: Readonly<Record<WireJob['kind'], WordKey>> = {
  unblockPin: 'unblocked',
  changePin: 'changed',
  issueCard: 'cardIssued',
  prepareCard: 'lifePrepared',
  applyCertificates: 'cardIssued',
  renewCertificates: 'cardIssued',
  writeCertificates: 'cardIssued',
  viewCard: 'viewed',
};

export function Done({ job, cardIn, onMenu, onEnd }: DoneProps) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="done"
      title={say(titles[job.kind], { pin: job.pin ?? 1 })}
      mark="done"
      pose={cardIn ? 'take' : 'none'}
      actions={
        <>
          {cardIn && (
            <Button className="button" onPress={onMenu}>
              {say('doMore')}
            </Button>
          )}
          <Button className="button primary" onPress={onEnd}>
            {say('end')}
          </Button>
        </>
      }
    >
      <p className="screen-lead">{say('useNewPin')}</p>
      {cardIn ? <p>{say('takeCard')}</p> : <LeavingSoon onEnd={onEnd} />}
    </ScreenFrame>
  );
}

function LeavingSoon({ onEnd }: { onEnd: () => void }) {
  const { say } = useWords();
  const left = useSecondsLeft(afterCardSeconds, onEnd);
  return (
    <p className="quiet" role="timer">
      {say('backToStartIn', { n: left })}
    </p>
  );
}

/** A job is running: its steps, and the card stays in. */
import { Button } from 'react-aria-components';
import type { WireJob } from '../../../daemon/api/messages.js';
import { useWords } from '../../language.js';
import { Steps } from '../../parts/Steps.js';
import { ScreenFrame } from '../ScreenFrame.js';

export function Working({ job }: { job: WireJob }) {
  const { say } = useWords();
  return <ScreenFrame name="working" title={say('doNotPull')} pose="in" body={<Steps steps={job.steps} />} />;
}

export function WaitingForRa({ job, onEnd }: { job: WireJob; onEnd: () => void }) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="waitingForRa"
      title={say('waitingForRa')}
      mark="wait"
      body={<Steps steps={job.steps} />}
      actions={
        <Button className="button" onPress={onEnd}>
          {say('end')}
        </Button>
      }
    >
      <p>{say('waitingForRaNext')}</p>
    </ScreenFrame>
  );
}

/** A job is running: its steps, how long the present one has taken, and the card stays in. */
import { useEffect, useState } from 'react';
import type { WireJob, WireStep } from '../../../daemon/contract/messages.js';
import { useWords } from '../language.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from './buttons.js';
import { StepList } from './StepList.js';

export function Working({ job }: { job: WireJob }) {
  const { say } = useWords();
  const running = job.steps.find(({ state, long }) => state === 'running' && long);
  return (
    <ScreenFrame name="working" layout="steps" title={say('doNotPull')} pose="in" body={<StepList steps={job.steps} />}>
      {running !== undefined && <Elapsed key={running.name} step={running} />}
    </ScreenFrame>
  );
}

/** Seconds instead of a bar: nobody knows how long a key takes. */
function Elapsed({ step: { startedAt } }: { step: WireStep }) {
  const { say } = useWords();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = startedAt === null ? 0 : Math.max(0, Math.floor((now - Date.parse(startedAt)) / 1000));
  return (
    <p className="quiet" role="timer">
      {say('elapsed', { n: seconds })}
    </p>
  );
}

export function WaitingForRa({ job, onEnd }: { job: WireJob; onEnd: () => void }) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="waitingForRa"
      title={say('waitingForRa')}
      mark="wait"
      layout="steps"
      body={<StepList steps={job.steps} />}
      actions={<Action word="end" onPress={onEnd} />}
    >
      <p>{say('waitingForRaNext')}</p>
    </ScreenFrame>
  );
}

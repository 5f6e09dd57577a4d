/**
 * The card left in the middle of a job, or another one came back: what was done and what was not. Without the right card
 * the visit ends; the job stays.
 */
import type { WireJob } from '../../../daemon/contract/messages.js';
import { useWords } from '../language.js';
import { useSecondsLeft } from '../../parts/IdleGuard.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from './buttons.js';
import { StepList } from './StepList.js';

interface PulledProps {
  readonly job: WireJob;
  /** A card is in, and it is not the one that was pulled. */
  readonly another: boolean;
  readonly seconds: number;
  readonly onEnd: () => void;
}

export function Pulled({ job, another, seconds, onEnd }: PulledProps) {
  const { say } = useWords();
  const { left, more } = useSecondsLeft(seconds, onEnd);
  return (
    <ScreenFrame
      name={another ? 'otherCard' : 'pulled'}
      title={say(another ? 'otherCard' : 'pulled')}
      mark={another ? 'failed' : 'warn'}
      pose={another ? 'wrong' : 'insert'}
      layout="steps"
      body={<StepList steps={job.steps} halted />}
      actions={
        <>
          <Action word="end" onPress={onEnd} />
          <Action word="moreTime" onPress={more} />
        </>
      }
    >
      <p role="status">{say(another ? 'otherCardNext' : 'pulledMeans')}</p>
      <p className="quiet" role="timer">
        {say('sessionEndsIn', { n: left })}
      </p>
    </ScreenFrame>
  );
}

/** The card left in the middle of a job, or another one came back. Without the right card the visit ends; the job stays. */
import { Button } from 'react-aria-components';
import { useWords } from '../../language.js';
import { useSecondsLeft } from '../../parts/IdleGuard.js';
import { ScreenFrame } from '../ScreenFrame.js';

interface PulledProps {
  /** A card is in, and it is not the one that was pulled. */
  readonly another: boolean;
  readonly seconds: number;
  readonly onEnd: () => void;
}

export function Pulled({ another, seconds, onEnd }: PulledProps) {
  const { say } = useWords();
  const left = useSecondsLeft(seconds, onEnd);
  return (
    <ScreenFrame
      name={another ? 'otherCard' : 'pulled'}
      title={say(another ? 'otherCard' : 'pulled')}
      mark={another ? 'failed' : 'warn'}
      pose={another ? 'wrong' : 'insert'}
      actions={
        <Button className="button" onPress={onEnd}>
          {say('end')}
        </Button>
      }
    >
      <p role="status">{say(another ? 'otherCardNext' : 'pulledMeans')}</p>
      <p className="quiet" role="timer">
        {say('sessionEndsIn', { n: left })}
      </p>
    </ScreenFrame>
  );
}

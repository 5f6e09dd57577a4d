/** The RA is away, the daemon refused, a job failed. */
import { Button } from 'react-aria-components';
import type { WireFailure } from '../../../daemon/api/messages.js';
import { useWords } from '../../language.js';
import { FailureText } from '../../parts/FailureText.js';
import type { MarkShape } from '../../parts/Mark.js';
import type { RefusalKind } from '../screen.js';
import { ScreenFrame } from '../ScreenFrame.js';

interface RaAwayProps {
  readonly reachable: boolean;
  readonly onGoOn: () => void;
  readonly onBack: () => void;
}

/** Goes on by the person's hand when the line is back. */
export function RaAway({ reachable, onGoOn, onBack }: RaAwayProps) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="raAway"
      title={say(reachable ? 'raBack' : 'raAwayTitle')}
      mark={reachable ? 'done' : 'wait'}
      pose="in"
      actions={
        <>
          <Button className="button" onPress={onBack}>
            {say('backToMenu')}
          </Button>
          {reachable && (
            <Button className="button primary" onPress={onGoOn}>
              {say('goOn')}
            </Button>
          )}
        </>
      }
    >
      {!reachable && (
        <>
          <p className="screen-lead">{say('raAway')}</p>
          <p>{say('raAwayNext')}</p>
        </>
      )}
    </ScreenFrame>
  );
}

interface RefusedProps {
  readonly failure: WireFailure;
  readonly why: RefusalKind;
  readonly onRetry: () => void;
  readonly onBack: () => void;
  readonly onEnd: () => void;
}

const marks: Readonly<Record<RefusalKind, MarkShape>> = {
  passwordWrong: 'failed',
  suspended: 'locked',
  raAway: 'wait',
  other: 'failed',
};

export function Refused({ failure, why, onRetry, onBack, onEnd }: RefusedProps) {
  const { say, pick } = useWords();
  return (
    <ScreenFrame
      name={`refused ${why}`}
      title={pick(failure.happened)}
      mark={marks[why]}
      pose={why === 'suspended' ? 'take' : 'in'}
      actions={
        <>
          <Button className={why === 'suspended' ? 'button primary' : 'button'} onPress={onEnd}>
            {say('end')}
          </Button>
          {why === 'passwordWrong' && (
            <Button className="button primary" onPress={onRetry}>
              {say('tryAgain')}
            </Button>
          )}
          {(why === 'raAway' || why === 'other') && (
            <Button className="button primary" onPress={onBack}>
              {say('backToMenu')}
            </Button>
          )}
        </>
      }
    >
      <FailureText failure={failure} titled />
    </ScreenFrame>
  );
}

interface FailedProps {
  readonly failure: WireFailure | null;
  readonly onMenu: () => void;
  readonly onEnd: () => void;
}

export function Failed({ failure, onMenu, onEnd }: FailedProps) {
  const { say, pick } = useWords();
  return (
    <ScreenFrame
      name="failed"
      title={failure === null ? say('cancelled') : pick(failure.happened)}
      mark="failed"
      pose="in"
      actions={
        <>
          <Button className="button" onPress={onEnd}>
            {say('end')}
          </Button>
          <Button className="button primary" onPress={onMenu}>
            {say('backToMenu')}
          </Button>
        </>
      }
    >
      {failure !== null && <FailureText failure={failure} titled />}
    </ScreenFrame>
  );
}

/** The daemon refused a request, or a job failed. */
import type { WireFailure } from '../../../daemon/contract/messages.js';
import { useWords } from '../language.js';
import { FailureText } from '../../parts/FailureText.js';
import type { MarkShape } from '../../parts/Mark.js';
import type { RefusalKind } from '../screen.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from './buttons.js';

interface RefusedProps {
  readonly failure: WireFailure;
  readonly why: RefusalKind;
  readonly cardIn: boolean;
  readonly onRetry: () => void;
  readonly onBack: () => void;
  readonly onEnd: () => void;
}

const marks: Readonly<Record<RefusalKind, MarkShape>> = {
  passwordWrong: 'failed',
  again: 'failed',
  suspended: 'locked',
  raAway: 'wait',
  other: 'failed',
};

export function Refused({ failure, why, cardIn, onRetry, onBack, onEnd }: RefusedProps) {
  const { pick } = useWords();
  const pose = why === 'suspended' ? 'take' : 'in';
  return (
    <ScreenFrame
      name={`refused ${why}`}
      title={pick(failure.happened)}
      mark={marks[why]}
      pose={cardIn ? pose : undefined}
      actions={
        <>
          <Action word="end" primary={why === 'suspended'} onPress={onEnd} />
          {(why === 'passwordWrong' || why === 'again') && <Action word="tryAgain" primary onPress={onRetry} />}
          {(why === 'raAway' || why === 'other') && <Action word="backToMenu" primary onPress={onBack} />}
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
          <Action word="end" onPress={onEnd} />
          <Action word="backToMenu" primary onPress={onMenu} />
        </>
      }
    >
      {failure !== null && <FailureText failure={failure} titled />}
    </ScreenFrame>
  );
}

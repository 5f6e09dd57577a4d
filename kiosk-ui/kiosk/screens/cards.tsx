/** Cards that this kiosk can do nothing for, and a reader that is taken. */
import type { WireFailure } from '../../../daemon/contract/messages.js';
import { useWords } from '../language.js';
import { FailureText } from '../../parts/FailureText.js';
import { useSecondsLeft } from '../../parts/IdleGuard.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from './buttons.js';

export function CardUnknown({ onEnd }: { onEnd: () => void }) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="cardUnknown"
      title={say('unknownCard')}
      mark="ask"
      pose="wrong"
      actions={<Action word="end" primary onPress={onEnd} />}
    >
      <p>{say('unknownCardNext')}</p>
    </ScreenFrame>
  );
}

export function CardNotIssued({ onEnd }: { onEnd: () => void }) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="cardNotIssued"
      title={say('blankCard')}
      mark="warn"
      pose="take"
      actions={<Action word="end" primary onPress={onEnd} />}
    >
      <p>{say('blankCardNext')}</p>
    </ScreenFrame>
  );
}

export function CardFailed({ failure, onEnd }: { failure: WireFailure; onEnd: () => void }) {
  const { pick } = useWords();
  return (
    <ScreenFrame
      name="cardFailed"
      title={pick(failure.happened)}
      mark="failed"
      pose="take"
      actions={<Action word="end" primary onPress={onEnd} />}
    >
      <FailureText failure={failure} titled />
    </ScreenFrame>
  );
}

export function CounterJob() {
  const { say } = useWords();
  return (
    <ScreenFrame name="counterJob" title={say('counterJob')} mark="wait" pose="in">
      <p>{say('counterJobNext')}</p>
    </ScreenFrame>
  );
}

/** The person went to the counter with the card: nothing is left to be done here. */
export function Elsewhere({ seconds, onEnd }: { seconds: number; onEnd: () => void }) {
  const { say } = useWords();
  const { left, more } = useSecondsLeft(seconds, onEnd);
  return (
    <ScreenFrame
      name="elsewhere"
      title={say('elsewhere')}
      mark="ready"
      pose="none"
      actions={
        <>
          <Action word="moreTime" onPress={more} />
          <Action word="end" primary onPress={onEnd} />
        </>
      }
    >
      <p>{say('elsewhereNext')}</p>
      <p className="quiet" role="timer">
        {say('backToStartIn', { n: left })}
      </p>
    </ScreenFrame>
  );
}

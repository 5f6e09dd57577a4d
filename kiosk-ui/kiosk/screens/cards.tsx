/** Cards that this kiosk can do nothing for. */
import { Button } from 'react-aria-components';
import type { WireFailure } from '../../../daemon/api/messages.js';
import { useWords } from '../../language.js';
import { FailureText } from '../../parts/FailureText.js';
import { ScreenFrame } from '../ScreenFrame.js';

function EndButton({ onEnd }: { onEnd: () => void }) {
  const { say } = useWords();
  return (
    <Button className="button primary" onPress={onEnd}>
      {say('end')}
    </Button>
  );
}

export function CardUnknown({ onEnd }: { onEnd: () => void }) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="cardUnknown"
      title={say('unknownCard')}
      mark="ask"
      pose="wrong"
      actions={<EndButton onEnd={onEnd} />}
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
      actions={<EndButton onEnd={onEnd} />}
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
      actions={<EndButton onEnd={onEnd} />}
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

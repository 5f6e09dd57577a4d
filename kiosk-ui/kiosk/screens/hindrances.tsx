/** Pages that stand in the way of a flow: what is missing, and where it is to be had. */
import type { PinReference } from '../../api/types.js';
import { useWords } from '../../words/language.js';
import { flowNames } from '../flowWords.js';
import type { Renewal } from '../renewal.js';
import { ScreenFrame } from '../ScreenFrame.js';
import type { FlowName } from '../visit.js';
import { Action } from './buttons.js';

interface Ways {
  readonly onBack: () => void;
  readonly onEnd: () => void;
}

export function WrongCard({ flow, onBack, onEnd }: Ways & { flow: FlowName }) {
  const { say } = useWords();
  const applying = flow === 'apply';
  return (
    <ScreenFrame
      name="wrongCard"
      title={applying ? say('wrongCardApply') : say('wrongCardOther', { flow: say(flowNames[flow]) })}
      mark="warn"
      pose="wrong"
      actions={
        <>
          <Action word="end" onPress={onEnd} />
          <Action word="backToMenu" primary onPress={onBack} />
        </>
      }
    >
      <p>{say(applying ? 'wrongCardApplyNext' : 'wrongCardOtherNext')}</p>
    </ScreenFrame>
  );
}

export function Expired({ renewal, onBack, onEnd }: Ways & { renewal: Renewal | null }) {
  const { say, date } = useWords();
  return (
    <ScreenFrame
      name="expired"
      title={say('expiredTitle')}
      mark="warn"
      pose="take"
      actions={
        <>
          <Action word="backToMenu" onPress={onBack} />
          <Action word="end" primary onPress={onEnd} />
        </>
      }
    >
      {renewal !== null && <p>{say('expiredOn', { date: date(renewal.notAfter) })}</p>}
      <p>{say('expiredNext')}</p>
    </ScreenFrame>
  );
}

export function TooEarly({ renewal, onBack, onEnd }: Ways & { renewal: Renewal | null }) {
  const { say, date } = useWords();
  return (
    <ScreenFrame
      name="tooEarly"
      title={say('tooEarlyTitle')}
      mark="wait"
      pose="in"
      actions={
        <>
          <Action word="end" onPress={onEnd} />
          <Action word="backToMenu" primary onPress={onBack} />
        </>
      }
    >
      {renewal !== null && (
        <>
          <p className="screen-lead">{say('tooEarlyOpens', { opens: date(renewal.opensOn) })}</p>
          <p>{say('tooEarlyNext', { date: date(renewal.notAfter) })}</p>
        </>
      )}
    </ScreenFrame>
  );
}

export function PinLocked({
  pin,
  onUnblock,
  onBack,
}: {
  pin: PinReference;
  onUnblock: () => void;
  onBack: () => void;
}) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="pinLocked"
      title={say('pinLockedTitle', { pin })}
      mark="locked"
      pose="in"
      actions={
        <>
          <Action word="backToMenu" onPress={onBack} />
          <Action word="unblock" primary onPress={onUnblock} />
        </>
      }
    >
      <p>{say('pinLockedNext')}</p>
    </ScreenFrame>
  );
}

export function NewPasswordNeeded({ onGoOn, onBack }: { onGoOn: () => void; onBack: () => void }) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="newPasswordNeeded"
      title={say('newPasswordNeeded')}
      mark="ask"
      actions={
        <>
          <Action word="cancel" onPress={onBack} />
          <Action word="next" primary onPress={onGoOn} />
        </>
      }
    >
      <p>{say('newPasswordWhy')}</p>
    </ScreenFrame>
  );
}

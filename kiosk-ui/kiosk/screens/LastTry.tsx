/** One try is left: nothing is typed before the person says so. */
import type { PinReference } from '../../api/types.js';
import { useWords } from '../../words/language.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from './buttons.js';

interface LastTryProps {
  readonly pin: PinReference;
  readonly onConfirm: () => void;
  readonly onBack: () => void;
}

export function LastTry({ pin, onConfirm, onBack }: LastTryProps) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="lastTry"
      title={say('lastTryTitle')}
      mark="warn"
      pose="in"
      actions={
        <>
          <Action word="cancel" onPress={onBack} />
          <Action word="yesIKnow" primary onPress={onConfirm} />
        </>
      }
    >
      <p className="screen-lead">{say(pin === 1 ? 'pin1' : 'pin2')}</p>
      <p>{say('lastTryWarning')}</p>
      <p>{say('lastTryAdvice')}</p>
    </ScreenFrame>
  );
}

/** One try is left: nothing is typed before the person says so. */
import { Button } from 'react-aria-components';
import type { PinReference } from '../../api/types.js';
import { useWords } from '../../language.js';
import { ScreenFrame } from '../ScreenFrame.js';

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
          <Button className="button" onPress={onBack}>
            {say('cancel')}
          </Button>
          <Button className="button primary" onPress={onConfirm}>
            {say('yesIKnow')}
          </Button>
        </>
      }
    >
      <p className="screen-lead">{say(pin === 1 ? 'pin1' : 'pin2')}</p>
      <p>{say('lastTryWarning')}</p>
      <p>{say('lastTryAdvice')}</p>
    </ScreenFrame>
  );
}

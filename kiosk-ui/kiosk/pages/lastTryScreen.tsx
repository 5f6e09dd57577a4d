import { useWords } from '../language.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from '../screens/buttons.js';
import type { PageProps } from './pageProps.js';

export function LastTryScreen({ screen: { pin }, onNext, onBack }: PageProps<'lastTry'>) {
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
          <Action word="yesIKnow" primary onPress={onNext} />
        </>
      }
    >
      <p className="screen-lead">{say(pin === 1 ? 'pin1' : 'pin2')}</p>
      <p>{say('lastTryWarning')}</p>
      <p>{say('lastTryAdvice')}</p>
    </ScreenFrame>
  );
}

import { useWords } from '../language.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from '../screens/buttons.js';
import type { PageProps } from './pageProps.js';

export function TooEarlyScreen({ screen: { renewal }, onMenu, onEnd }: PageProps<'tooEarly'>) {
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
          <Action word="backToMenu" primary onPress={onMenu} />
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

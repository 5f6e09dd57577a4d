import { useWords } from '../language.js';
import { flows } from '../flows/index.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from '../screens/buttons.js';
import type { PageProps } from './pageProps.js';

export function RaAwayScreen({ screen: { flow, reachable, cardIn }, onNext, onMenu }: PageProps<'raAway'>) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="raAway"
      title={reachable ? say('raBack') : say('raAwayTitle', { flow: say(flows[flow].title) })}
      mark={reachable ? 'done' : 'wait'}
      pose={cardIn ? 'in' : undefined}
      actions={
        <>
          <Action word="backToMenu" onPress={onMenu} />
          {reachable && <Action word="goOn" primary onPress={onNext} />}
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

import { useWords } from '../language.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from '../screens/buttons.js';
import type { PageProps } from './pageProps.js';

export function PinLockedScreen({ screen: { pin }, dispatch, onMenu }: PageProps<'pinLocked'>) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="pinLocked"
      title={say('pinLockedTitle', { pin })}
      mark="locked"
      pose="in"
      actions={
        <>
          <Action word="backToMenu" onPress={onMenu} />
          <Action word="unblock" primary onPress={() => dispatch({ type: 'chosen', flow: 'unblockPin', pin })} />
        </>
      }
    >
      <p>{say('pinLockedNext')}</p>
    </ScreenFrame>
  );
}

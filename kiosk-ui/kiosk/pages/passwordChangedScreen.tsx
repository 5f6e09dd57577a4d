import { useWords } from '../language.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from '../screens/buttons.js';
import type { PageProps } from './pageProps.js';

export function PasswordChangedScreen({ onMenu, onEnd }: PageProps<'passwordChanged'>) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="passwordChanged"
      title={say('websitePasswordChanged')}
      mark="done"
      actions={
        <>
          <Action word="doMore" onPress={onMenu} />
          <Action word="end" primary onPress={onEnd} />
        </>
      }
    >
      <p className="screen-lead">{say('websitePasswordChangedNext')}</p>
    </ScreenFrame>
  );
}

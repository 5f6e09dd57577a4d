import { useWords } from '../language.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from '../screens/buttons.js';
import type { PageProps } from './pageProps.js';

export function NewPasswordNeededScreen({ onNext, onMenu }: PageProps<'newPasswordNeeded'>) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="newPasswordNeeded"
      title={say('newPasswordNeeded')}
      mark="ask"
      actions={
        <>
          <Action word="cancel" onPress={onMenu} />
          <Action word="next" primary onPress={onNext} />
        </>
      }
    >
      <p>{say('newPasswordWhy')}</p>
    </ScreenFrame>
  );
}

import { useWords } from '../language.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from '../screens/buttons.js';
import type { PageProps } from './pageProps.js';

export function TargetScreen({ onBack }: PageProps<'target'>) {
  const { say } = useWords();
  return (
    <ScreenFrame name="target" title={say('noTarget')} mark="ask" actions={<Action word="back" onPress={onBack} />}>
      <p role="status">{say('noTargetNext')}</p>
    </ScreenFrame>
  );
}

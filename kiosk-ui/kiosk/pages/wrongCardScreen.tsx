import { useWords } from '../language.js';
import { flows } from '../flows/index.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from '../screens/buttons.js';
import type { PageProps } from './pageProps.js';

export function WrongCardScreen({ screen: { flow }, onMenu, onEnd }: PageProps<'wrongCard'>) {
  const { say } = useWords();
  const applying = flow === 'apply';
  return (
    <ScreenFrame
      name="wrongCard"
      title={applying ? say('wrongCardApply') : say('wrongCardOther', { flow: say(flows[flow].title) })}
      mark="warn"
      pose="wrong"
      actions={
        <>
          <Action word="end" onPress={onEnd} />
          <Action word="backToMenu" primary onPress={onMenu} />
        </>
      }
    >
      <p>{say(applying ? 'wrongCardApplyNext' : 'wrongCardOtherNext')}</p>
    </ScreenFrame>
  );
}

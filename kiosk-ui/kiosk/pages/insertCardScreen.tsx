import { useWords } from '../language.js';
import { flows } from '../flows/index.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from '../screens/buttons.js';
import type { PageProps } from './pageProps.js';

export function InsertCardScreen({ screen: { flow }, onBack }: PageProps<'insertCard'>) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="insertCard"
      title={say('insertCard')}
      pose="insert"
      actions={<Action word="cancel" onPress={onBack} />}
    >
      <p className="screen-lead">{say('insertForFlow', { flow: say(flows[flow].title) })}</p>
      <p>{say('insertHow')}</p>
    </ScreenFrame>
  );
}

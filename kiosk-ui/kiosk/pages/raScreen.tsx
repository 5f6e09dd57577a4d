import { Button } from 'react-aria-components';
import { useWords } from '../language.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from '../screens/buttons.js';
import type { PageProps } from './pageProps.js';

export function RaScreen({ screen: { ras }, dispatch, onBack }: PageProps<'ra'>) {
  const { say, pick } = useWords();
  return (
    <ScreenFrame
      name="ra"
      title={say('chooseRa')}
      layout="wide"
      body={
        <ul className="offers">
          {ras.map((ra) => (
            <li key={ra.id}>
              <Button className="button offer" onPress={() => dispatch({ type: 'raChosen', raId: ra.id })}>
                <span className="offer-name">{pick(ra.name)}</span>
              </Button>
            </li>
          ))}
        </ul>
      }
      actions={<Action word="cancel" onPress={onBack} />}
    >
      <p>{say('chooseRaHow')}</p>
    </ScreenFrame>
  );
}

import { Button } from 'react-aria-components';
import type { PinStatus } from '../../api/types.js';
import { PinState } from '../../parts/PinState.js';
import { useWords } from '../language.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from '../screens/buttons.js';
import type { PageProps } from './pageProps.js';

const isLocked = ({ triesLeft }: PinStatus) => triesLeft === 0;

export function WhichPinScreen({ screen: { card }, dispatch, onMenu }: PageProps<'whichPin'>) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="whichPin"
      title={say('whichPinTitle')}
      pose="in"
      body={
        <ul className="pin-list">
          {card?.pins.map((pin) => (
            <li key={pin.reference}>
              <div>
                <h2>{say(pin.reference === 1 ? 'pin1' : 'pin2')}</h2>
                <PinState pin={pin} />
              </div>
              {pin.pinSet && (
                <Button
                  className="button"
                  onPress={() =>
                    dispatch({ type: 'chosen', flow: isLocked(pin) ? 'unblockPin' : 'changePin', pin: pin.reference })
                  }
                >
                  {say(isLocked(pin) ? 'unblockPin' : 'changePin', { pin: pin.reference })}
                </Button>
              )}
            </li>
          ))}
        </ul>
      }
      actions={<Action word="cancel" onPress={onMenu} />}
    />
  );
}

/** Pages that ask for one of a few: which registration authority, which PIN. */
import { Button } from 'react-aria-components';
import type { KnownCard, PinReference, PinStatus } from '../../api/types.js';
import type { WireRa } from '../../../daemon/contract/messages.js';
import { useWords } from '../../words/language.js';
import { PinState } from '../../parts/PinState.js';
import type { FlowName } from '../visit.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from './buttons.js';

interface ChooseRaProps {
  readonly ras: readonly WireRa[];
  readonly onChoose: (raId: string) => void;
  readonly onBack: () => void;
}

export function ChooseRa({ ras, onChoose, onBack }: ChooseRaProps) {
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
              <Button className="button offer" onPress={() => onChoose(ra.id)}>
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

interface WhichPinProps {
  readonly card: KnownCard | null;
  readonly onChoose: (flow: FlowName, pin: PinReference) => void;
  readonly onBack: () => void;
}

const isLocked = ({ triesLeft }: PinStatus) => triesLeft === 0;

export function WhichPin({ card, onChoose, onBack }: WhichPinProps) {
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
                  onPress={() => onChoose(isLocked(pin) ? 'unblockPin' : 'changePin', pin.reference)}
                >
                  {say(isLocked(pin) ? 'unblockPin' : 'changePin', { pin: pin.reference })}
                </Button>
              )}
            </li>
          ))}
        </ul>
      }
      actions={<Action word="cancel" onPress={onBack} />}
    />
  );
}

/** The card was read: how its PINs stand, and what can be done. A locked PIN comes first. */
import { Button } from 'react-aria-components';
import type { KnownCard, PinReference, PinStatus } from '../../api/types.js';
import { useWords } from '../../language.js';
import { PinState } from '../../parts/PinState.js';
import { ScreenFrame } from '../ScreenFrame.js';
import type { Task } from '../visit.js';
import { Notice } from './Notice.js';

interface CardMenuProps {
  readonly card: KnownCard;
  readonly notice: 'connectionLost' | null;
  readonly onChoose: (kind: Task['kind'], pin: PinReference) => void;
  readonly onEnd: () => void;
}

const isLocked = ({ triesLeft }: PinStatus) => triesLeft === 0;

export function CardMenu({ card, notice, onChoose, onEnd }: CardMenuProps) {
  const { say } = useWords();
  const locked = card.pins.filter(isLocked);
  const [first] = locked;
  const title =
    first === undefined
      ? say('menuFine')
      : locked.length === card.pins.length
        ? say('menuBothLocked')
        : say('menuLocked', { pin: first.reference });
  return (
    <ScreenFrame
      name="menu"
      title={title}
      pose="in"
      body={
        <ul className="pin-list">
          {card.pins.map((pin) => (
            <li key={pin.reference}>
              <div>
                <h2>{say(pin.reference === 1 ? 'pin1' : 'pin2')}</h2>
                <PinState pin={pin} />
              </div>
              {pin.pinSet && (
                <Button
                  className={pin === first ? 'button primary' : 'button'}
                  onPress={() => onChoose(isLocked(pin) ? 'unblockPin' : 'changePin', pin.reference)}
                >
                  {say(isLocked(pin) ? 'unblockPin' : 'changePin', { pin: pin.reference })}
                </Button>
              )}
            </li>
          ))}
        </ul>
      }
      actions={
        <Button className="button" onPress={onEnd}>
          {say('end')}
        </Button>
      }
    >
      <p>{say('menuWhat')}</p>
      <p className="quiet">
        {say('cardSerial')} <span className="serial">{card.serial}</span>
      </p>
      <Notice notice={notice} />
    </ScreenFrame>
  );
}

/** The card's own PINs, typed once each by the person at the counter; the last try only on their word. */
import { useEffect, useEffectEvent } from 'react';
import type { PinReference } from '../../api/types.js';
import { useWords } from '../../staff/language.js';
import { SecretField, Tick } from '../../staff/fields.js';

export interface AskedPin {
  readonly reference: PinReference;
  /** null: not known. */
  readonly triesLeft: number | null;
}

export interface CardPinValues {
  readonly 1: string;
  readonly 2: string;
  /** The person knows that this is the last try. */
  readonly lastTryKnown: boolean;
}

export const noCardPins: CardPinValues = { 1: '', 2: '', lastTryKnown: false };

/** Is one try left at one of them? */
export function isLastTry(pins: readonly AskedPin[]): boolean {
  return pins.some(({ triesLeft }) => triesLeft === 1);
}

/** Is everything there that has to be typed and said? */
export function areComplete(pins: readonly AskedPin[], values: CardPinValues): boolean {
  return pins.every(({ reference }) => values[reference] !== '') && (!isLastTry(pins) || values.lastTryKnown);
}

interface CardPinsProps {
  readonly pins: readonly AskedPin[];
  readonly values: CardPinValues;
  /** They were just being set: the card may have them or not. */
  readonly isNew?: boolean;
  readonly onChange: (values: CardPinValues) => void;
}

export function CardPins({ pins, values, isNew = false, onChange }: CardPinsProps) {
  const { say } = useWords();
  const wipe = useEffectEvent(() => onChange(noCardPins));
  useEffect(() => () => wipe(), []);
  return (
    <div className="pin-fields">
      <div className="pin-pair">
        {pins.map(({ reference, triesLeft }) => (
          <div key={reference}>
            <SecretField
              label={isNew ? say('newPin', { pin: reference }) : say(reference === 1 ? 'pin1' : 'pin2')}
              value={values[reference]}
              wipesItself={false}
              onChange={(pin) => onChange({ ...values, [reference]: pin })}
            />
            {triesLeft !== null && <p className="quiet">{say('triesLeft', { n: triesLeft })}</p>}
          </div>
        ))}
      </div>
      {isLastTry(pins) && (
        <>
          <p className="notice">{say('lastTryWarning')}</p>
          <Tick isSelected={values.lastTryKnown} onChange={(lastTryKnown) => onChange({ ...values, lastTryKnown })}>
            {say('yesIKnow')}
          </Tick>
        </>
      )}
    </div>
  );
}

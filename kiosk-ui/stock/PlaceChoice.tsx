import { Label, RadioGroup } from 'react-aria-components';
import type { WireStockPlace } from '../../daemon/contract/messages.js';
import { useWords } from '../staff/language.js';
import type { WordKey } from '../words/staffPages.js';
import { Choice } from '../staff/fields.js';
import { places, placeWords } from './placeWords.js';

interface PlaceChoiceProps {
  readonly word: WordKey;
  readonly value: WireStockPlace;
  readonly onChange: (place: WireStockPlace) => void;
}

/** Where a box is, or goes. */
export function PlaceChoice({ word, value, onChange }: PlaceChoiceProps) {
  const { say } = useWords();
  return (
    <RadioGroup
      className="radios"
      value={value}
      onChange={(chosen) => onChange(places.find((one) => one === chosen) ?? value)}
    >
      <Label>{say(word)}</Label>
      <div className="radio-row">
        {places.map((one) => (
          <Choice key={one} value={one}>
            {say(placeWords[one])}
          </Choice>
        ))}
      </div>
    </RadioGroup>
  );
}

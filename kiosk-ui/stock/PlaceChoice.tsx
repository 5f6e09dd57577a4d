import type { WireStockPlace } from '../../daemon/contract/messages.js';
import { useWords } from '../staff/language.js';
import type { WordKey } from '../words/staffPages.js';
import { places, placeWords } from './placeWords.js';
import { ChoiceGroup } from '../staff/ChoiceGroup.js';

interface PlaceChoiceProps {
  readonly word: WordKey;
  readonly value: WireStockPlace;
  readonly onChange: (place: WireStockPlace) => void;
}

/** Where a box is, or goes. */
export function PlaceChoice({ word, value, onChange }: PlaceChoiceProps) {
  const { say } = useWords();
  return (
    <ChoiceGroup
      label={word}
      value={value}
      choices={places.map((one) => [one, say(placeWords[one])])}
      onChange={onChange}
    />
  );
}

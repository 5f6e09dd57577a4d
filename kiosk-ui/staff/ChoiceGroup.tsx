/** One of a few, each with its words. */
import { Label, RadioGroup } from 'react-aria-components';
import type { WordKey } from '../words/staffPages.js';
import { Choice } from './fields.js';
import { useWords } from './language.js';

interface ChoiceGroupProps<Value extends string> {
  readonly label: WordKey;
  /** null: nothing is chosen yet. */
  readonly value: Value | null;
  readonly choices: readonly (readonly [value: Value, words: string])[];
  readonly onChange: (value: Value) => void;
}

export function ChoiceGroup<Value extends string>({ label, value, choices, onChange }: ChoiceGroupProps<Value>) {
  const { say } = useWords();
  return (
    <RadioGroup
      className="radios"
      value={value}
      onChange={(chosen) => {
        const found = choices.find(([one]) => one === chosen);
        if (found !== undefined) onChange(found[0]);
      }}
    >
      <Label>{say(label)}</Label>
      <div className="radio-row">
        {choices.map(([one, words]) => (
          <Choice key={one} value={one}>
            {words}
          </Choice>
        ))}
      </div>
    </RadioGroup>
  );
}

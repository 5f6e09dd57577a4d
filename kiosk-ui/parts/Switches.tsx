/** Language and text size: always in sight. Neither is remembered. */
import type { Key } from 'react-aria-components';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { useWords } from '../words/language.js';
import type { Language } from '../words/words.js';

export type TextSize = 'normal' | 'large';

function only<T extends string>(keys: Set<Key>, choices: readonly T[]): T | undefined {
  return choices.find((choice) => keys.has(choice));
}

export function LanguageSwitch({ value, onChange }: { value: Language; onChange: (language: Language) => void }) {
  const { say } = useWords();
  return (
    <ToggleButtonGroup
      className="choice"
      aria-label={say('language')}
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => onChange(only(keys, ['zh-TW', 'en']) ?? value)}
    >
      <ToggleButton id="zh-TW" lang="zh-TW">
        中文
      </ToggleButton>
      <ToggleButton id="en" lang="en">
        English
      </ToggleButton>
    </ToggleButtonGroup>
  );
}

export function TextSizeSwitch({ value, onChange }: { value: TextSize; onChange: (size: TextSize) => void }) {
  const { say } = useWords();
  return (
    <ToggleButtonGroup
      className="choice"
      aria-label={say('textSize')}
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => onChange(only(keys, ['normal', 'large']) ?? value)}
    >
      <ToggleButton id="normal">{say('textNormal')}</ToggleButton>
      <ToggleButton id="large" className="react-aria-ToggleButton text-large">
        {say('textLarge')}
      </ToggleButton>
    </ToggleButtonGroup>
  );
}

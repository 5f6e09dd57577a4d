/** How an application form reached the counter. */
import { useWords } from './language.js';
import { ChoiceGroup } from './ChoiceGroup.js';

export type FormKind = 'inPerson' | 'mail';

export function FormKindChoice({ value, onChange }: { value: FormKind; onChange: (kind: FormKind) => void }) {
  const { say } = useWords();
  return (
    <ChoiceGroup
      label="formKind"
      value={value}
      choices={[
        ['inPerson', say('formInPerson')],
        ['mail', say('formMail')],
      ]}
      onChange={onChange}
    />
  );
}

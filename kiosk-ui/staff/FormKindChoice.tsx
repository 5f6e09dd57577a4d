/** How an application form reached the counter. */
import { Label, RadioGroup } from 'react-aria-components';
import { useWords } from './language.js';
import { Choice } from './fields.js';

export type FormKind = 'inPerson' | 'mail';

export function FormKindChoice({ value, onChange }: { value: FormKind; onChange: (kind: FormKind) => void }) {
  const { say } = useWords();
  return (
    <RadioGroup
      className="radios"
      value={value}
      onChange={(chosen) => onChange(chosen === 'mail' ? chosen : 'inPerson')}
    >
      <Label>{say('formKind')}</Label>
      <div className="radio-row">
        <Choice value="inPerson">{say('formInPerson')}</Choice>
        <Choice value="mail">{say('formMail')}</Choice>
      </div>
    </RadioGroup>
  );
}

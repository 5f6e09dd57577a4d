/** Which entries of the audit log are shown. */
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import type { AuditFilter } from '../../../daemon/contract/messages.js';
import type { World } from '../../api/world.js';
import { PlainField } from '../../staff/fields.js';
import { useWords } from '../../staff/language.js';
import type { WordKey } from '../../words/staffPages.js';
import { actionWords, actorWords } from './actionWords.js';

interface FilterFormProps {
  readonly world: World;
  readonly onShow: (filter: AuditFilter) => void;
}

const nothing = { from: '', to: '', actor: '', action: '', subject: '', reader: '' };

export function FilterForm({ world, onShow }: FilterFormProps) {
  const { say, pick } = useWords();
  const [typed, setTyped] = useState(nothing);
  const change = (name: keyof typeof nothing) => (value: string) => setTyped((all) => ({ ...all, [name]: value }));
  return (
    <Form
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        const set = Object.entries({ ...typed, actor: actorNamed(typed.actor.trim()) });
        onShow(
          Object.fromEntries(
            set.flatMap(([name, value]) => (value.trim() === '' ? [] : [[name, value.trim()] as const])),
          ),
        );
      }}
    >
      <div className="field-pairs">
        <PlainField label={say('auditFrom')} value={typed.from} onChange={change('from')} />
        <PlainField label={say('auditTo')} value={typed.to} onChange={change('to')} />
        <PlainField label={say('auditActor')} value={typed.actor} onChange={change('actor')} />
        <PlainField label={say('auditSubject')} value={typed.subject} onChange={change('subject')} />
        <Choices
          label="auditAction"
          value={typed.action}
          choices={Object.entries(actionWords).map(([action, words]) => [action, pick(words)])}
          onChange={change('action')}
        />
        <Choices
          label="auditReader"
          value={typed.reader}
          choices={world.readers.map(({ id, name }) => [id, name])}
          onChange={change('reader')}
        />
      </div>
      <div className="form-row">
        <Button className="button primary" type="submit">
          {say('auditShow')}
        </Button>
      </div>
    </Form>
  );
}

/** The actor whom the table shows by this word; else whoever is named so. */
function actorNamed(typed: string): string {
  return Object.entries(actorWords).find(([, words]) => Object.values(words).includes(typed))?.[0] ?? typed;
}

interface ChoicesProps {
  readonly label: WordKey;
  readonly value: string;
  readonly choices: readonly (readonly [value: string, words: string])[];
  readonly onChange: (value: string) => void;
}

function Choices({ label, value, choices, onChange }: ChoicesProps) {
  const { say } = useWords();
  return (
    <label className="field">
      <span className="react-aria-Label">{say(label)}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{say('auditAny')}</option>
        {choices.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

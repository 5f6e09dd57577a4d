/** The section of staff accounts: everybody on the left, one person or a new one on the right. */
import { useCallback, useEffect, useState } from 'react';
import { Button, ListBox, ListBoxItem } from 'react-aria-components';
import type { WireOperator } from '../../../daemon/contract/messages.js';
import { staffClient } from '../../api/staffClient.js';
import { may } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { State } from '../../parts/Mark.js';
import type { SectionProps } from '../../staff/section.js';
import { NewPerson } from './NewPerson.js';
import { Person } from './Person.js';
import { roleWords } from './roles.js';

export function Staff({ world, dispatch }: SectionProps) {
  const { say } = useWords();
  const [people, setPeople] = useState<readonly WireOperator[]>([]);
  const [chosen, setChosen] = useState<string | null>(null);
  const [adds, setAdds] = useState(false);
  const maintains = may(world, 'operators');

  const load = useCallback(
    () =>
      staffClient.operators().then(
        setPeople,
        // The list stands as it was; each act asks for it again.
        () => undefined,
      ),
    [],
  );
  useEffect(() => void load(), [load, world.approvalsVersion]);

  const person = people.find(({ name }) => name === chosen);
  const showPerson = (name: string) => {
    setChosen(name);
    setAdds(false);
  };
  return (
    <div className="staff">
      <section className="work-list" aria-labelledby="staff-title">
        <div className="pane-head">
          <h2 id="staff-title">{say('staffList')}</h2>
          {maintains && (
            <Button className="button small" aria-pressed={adds} onPress={() => setAdds(true)}>
              {say('addStaff')}
            </Button>
          )}
        </div>
        <ListBox
          className="rows"
          aria-labelledby="staff-title"
          items={people.map((one) => ({ ...one, id: one.name }))}
          selectionMode="single"
          selectedKeys={person === undefined || adds ? [] : [person.name]}
          onSelectionChange={(keys) => {
            const [key] = keys === 'all' ? [] : keys;
            if (typeof key === 'string') showPerson(key);
          }}
        >
          {(one) => (
            <ListBoxItem className="row" textValue={one.name}>
              <span className="row-name">{one.name}</span>
              <State
                shape={one.enabled ? 'done' : 'failed'}
                word={say(one.enabled ? 'staffEnabled' : 'staffDisabled')}
              />
              <span className="quiet">{say(roleWords[one.role])}</span>
            </ListBoxItem>
          )}
        </ListBox>
      </section>
      <main className="section">
        {adds && (
          <NewPerson
            world={world}
            onCreated={(created) => {
              showPerson(created.name);
              void load();
            }}
          />
        )}
        {!adds && person !== undefined && (
          <Person key={person.name} person={person} world={world} dispatch={dispatch} onChanged={() => void load()} />
        )}
        {!adds && person === undefined && <h1 className="quiet">{say('chooseStaff')}</h1>}
      </main>
    </div>
  );
}

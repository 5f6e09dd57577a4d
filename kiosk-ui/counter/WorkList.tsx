/** The registrations: a filter box that a scanner can type into, and a list that stands still. */
import { useState } from 'react';
import { Button, Input, Label, ListBox, ListBoxItem, SearchField } from 'react-aria-components';
import type { WireRegistration, WireRegistrationList } from '../../daemon/api/messages.js';
import { useWords } from '../language.js';
import { State, type MarkShape } from '../parts/Mark.js';
import type { WordKey } from '../words.js';
import { inOrder, keepOrder, matches } from './workList.js';

interface WorkListProps {
  readonly list: WireRegistrationList;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

const stateWords: Readonly<Record<WireRegistration['state'], readonly [MarkShape, WordKey]>> = {
  pending: ['pending', 'registrationPending'],
  approved: ['ready', 'registrationApproved'],
  issuing: ['running', 'registrationIssuing'],
  prepared: ['running', 'registrationPrepared'],
  issued: ['done', 'registrationIssued'],
  revoked: ['failed', 'registrationRevoked'],
};

export function RegistrationState({ state }: { state: WireRegistration['state'] }) {
  const { say } = useWords();
  const [shape, word] = stateWords[state];
  return <State shape={shape} word={say(word)} />;
}

export function WorkList({ list, selected, onSelect }: WorkListProps) {
  const { say, time } = useWords();
  const [filter, setFilter] = useState('');
  const [order, setOrder] = useState<{ of: WireRegistrationList; ids: readonly string[] }>({ of: list, ids: [] });
  if (order.of !== list) setOrder({ of: list, ids: keepOrder(order.ids, list.registrations) });

  const byId = new Map(list.registrations.map((registration) => [registration.id, registration]));
  const rows = order.ids.flatMap((id) => {
    const registration = byId.get(id);
    return registration !== undefined && matches(registration, filter) ? [registration] : [];
  });
  const [first] = rows;
  return (
    <section id="work-list" className="work-list" aria-labelledby="work-list-title">
      <div className="pane-head">
        <h2 id="work-list-title">{say('workList')}</h2>
        <Button className="button small" onPress={() => setOrder({ of: list, ids: inOrder(list.registrations) })}>
          {say('sortAgain')}
        </Button>
      </div>
      <SearchField
        className="field"
        value={filter}
        onChange={setFilter}
        onSubmit={() => {
          if (first !== undefined && filter !== '') onSelect(first.id);
        }}
      >
        <Label>{say('filter')}</Label>
        <Input autoComplete="off" spellCheck={false} />
      </SearchField>
      <p className="quiet as-of">
        {list.asOf === null ? say('listNever') : say('listAsOf', { time: time(list.asOf) })}
      </p>
      <ListBox
        className="rows"
        aria-label={say('workList')}
        items={rows}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={selected === null ? [] : [selected]}
        onSelectionChange={(keys) => {
          const [key] = keys === 'all' ? [] : keys;
          if (typeof key === 'string') onSelect(key);
        }}
        renderEmptyState={() => <p className="quiet empty">{say('noMatch')}</p>}
      >
        {(registration) => (
          <ListBoxItem className="row" textValue={`${registration.name} ${registration.subscriberId}`}>
            <span className="row-name">{registration.name}</span>
            <RegistrationState state={registration.state} />
            <span className="serial quiet">{registration.userIdentifier}</span>
          </ListBoxItem>
        )}
      </ListBox>
    </section>
  );
}

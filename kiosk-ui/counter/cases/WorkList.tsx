/** The registrations: a search box that a scanner can type into, and a list that stands still. */
import { useEffect, useEffectEvent, useState } from 'react';
import { Button, Input, Label, ListBox, ListBoxItem, SearchField, Text } from 'react-aria-components';
import type { WireRegistration, WireRegistrationList, WireSearchResult } from '../../../daemon/contract/messages.js';
import { counterClient } from '../../api/counterClient.js';
import type { World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { Mark, State, type MarkShape } from '../../parts/Mark.js';
import type { WordKey } from '../../words/staffPages.js';
import { raName } from '../../staff/raName.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { selectionsOf } from './search.js';
import { selectionKey, type Selection } from '../../staff/selection.js';
import { useRequest } from '../../staff/useRequest.js';
import { inOrder, keepOrder, matches, rowKey, theOne } from './workList.js';

interface WorkListProps {
  readonly world: World;
  readonly list: WireRegistrationList;
  readonly selected: Pick<WireRegistration, 'raId' | 'id'> | null;
  readonly onSelect: (selection: Selection) => void;
  /** Registrations that an RA knows and the list does not hold. */
  readonly onFound: (registrations: readonly WireRegistration[]) => void;
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

/** What is typed while no field has the focus goes into the search: that is what a scanner does. */
function useTypeAnywhere(): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const { key, ctrlKey, altKey, metaKey, target } = event;
    const printable = key.length === 1 && key !== ' ' && !ctrlKey && !altKey && !metaKey;
    const inField = target instanceof HTMLElement && target.closest('input, textarea, select') !== null;
    const search = document.getElementById('search');
    if (!printable || inField || !(search instanceof HTMLInputElement)) return;
    search.focus();
    search.select();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener, true);
    return () => window.removeEventListener('keydown', listener, true);
  }, []);
}

export function WorkList({ world, list, selected, onSelect, onFound }: WorkListProps) {
  const { say, time } = useWords();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<WireSearchResult | null>(null);
  const [order, setOrder] = useState<{ of: WireRegistrationList; keys: readonly string[] }>({ of: list, keys: [] });
  if (order.of !== list) setOrder({ of: list, keys: keepOrder(order.keys, list.registrations) });
  const { busy, error, run } = useRequest();
  useTypeAnywhere();

  const byKey = new Map(list.registrations.map((registration) => [rowKey(registration), registration]));
  const rows = order.keys.flatMap((key) => {
    const registration = byKey.get(key);
    return registration !== undefined && matches(registration, typed) ? [registration] : [];
  });

  const open = (selection: Selection) => {
    onSelect(selection);
    // The next scan takes the place of this one.
    const search = document.getElementById('search');
    if (search instanceof HTMLInputElement) search.select();
  };
  const askRas = (text: string) =>
    run(async () => {
      const result = await counterClient.search(text);
      onFound(result.registrations);
      setFound(result);
      const [one, ...others] = selectionsOf(result);
      if (one !== undefined && others.length === 0) open(one);
    });
  const submit = (text: string) => {
    if (text.trim() === '' || busy) return;
    const one = theOne(rows, text);
    if (one !== null) open({ kind: 'case', raId: one.raId, id: one.id });
    else if (rows.length === 0) void askRas(text);
  };

  return (
    <section id="work-list" className="work-list" aria-labelledby="work-list-title">
      <div className="pane-head">
        <h2 id="work-list-title">{say('workList')}</h2>
        <Button className="button small" onPress={() => setOrder({ of: list, keys: inOrder(list.registrations) })}>
          {say('sortAgain')}
        </Button>
      </div>
      <SearchField
        className="field"
        value={typed}
        onChange={(text) => {
          setTyped(text);
          setFound(null);
        }}
        onSubmit={submit}
      >
        <Label>{say('search')}</Label>
        <Input id="search" autoComplete="off" spellCheck={false} autoCapitalize="none" />
        <Text slot="description" className="quiet hint">
          {say('searchHow')}
        </Text>
      </SearchField>
      <div className="found" role="status">
        {found !== null && <Found result={found} world={world} onOpen={open} />}
        {found === null && rows.length > 1 && typed.trim() !== '' && (
          <p className="quiet">{say('severalMatch', { n: rows.length })}</p>
        )}
        <RequestProblem error={error} />
      </div>
      <p className="quiet as-of">
        {list.asOf === null ? say('listNever') : say('listAsOf', { time: time(list.asOf) })}
      </p>
      <ListBox
        className="rows"
        aria-label={say('workList')}
        items={rows.map((registration) => ({ ...registration, key: rowKey(registration) }))}
        dependencies={[world.claims, world.session]}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={selected === null ? [] : [rowKey(selected)]}
        onSelectionChange={(keys) => {
          const [key] = keys === 'all' ? [] : keys;
          const registration = byKey.get(String(key));
          if (registration !== undefined) {
            onSelect({ kind: 'case', raId: registration.raId, id: registration.id });
          }
        }}
        renderEmptyState={() => <p className="quiet empty">{say(typed === '' ? 'listEmpty' : 'noMatchAskRas')}</p>}
      >
        {(registration) => <Row registration={registration} world={world} />}
      </ListBox>
    </section>
  );
}

function Row({ registration, world }: { registration: WireRegistration; world: World }) {
  const { say, pick } = useWords();
  const { raId, id, name, subscriberId, userIdentifier, state } = registration;
  const claim = world.claims.find((one) => one.raId === raId && one.registrationId === id && !one.mine);
  const ra = raName(world, raId);
  return (
    <ListBoxItem id={rowKey(registration)} className="row" textValue={`${name} ${subscriberId}`}>
      <span className="row-name">{name}</span>
      <RegistrationState state={state} />
      <span className="serial quiet">{userIdentifier}</span>
      {(ra !== null || claim !== undefined) && (
        <span className="row-notes">
          {ra !== null && <span className="quiet">{pick(ra)}</span>}
          {claim !== undefined && (
            <span className="row-claim">
              <Mark shape="locked" />
              {say('claimedBy', { operator: claim.operator })}
            </span>
          )}
        </span>
      )}
    </ListBoxItem>
  );
}

interface FoundProps {
  readonly result: WireSearchResult;
  readonly world: World;
  readonly onOpen: (selection: Selection) => void;
}

/** What the RAs know of a serial number that no row has. */
function Found({ result, world, onOpen }: FoundProps) {
  const { say, pick } = useWords();
  const selections = selectionsOf(result);
  const textOf = (selection: Selection): string => {
    switch (selection.kind) {
      case 'case': {
        const { raId, id } = selection;
        return result.registrations.find((one) => one.raId === raId && one.id === id)?.name ?? id;
      }
      case 'card':
        return say('foundCard', { serial: selection.serial });
      case 'certificate':
        return say('foundCertificate', { serial: selection.certificate.serial });
      case 'reader':
        return selection.id;
    }
  };
  return (
    <>
      <p className="quiet">{say(selections.length === 0 ? 'foundNothing' : 'foundAtRa', { n: selections.length })}</p>
      {result.unreachable.length > 0 && (
        <p className="why">
          <Mark shape="warn" />
          {result.unreachable
            .map((raId) => pick(raName(world, raId, true) ?? { 'zh-TW': raId, en: raId }))
            .join('、')}{' '}
          {say('raUnreachable')}
        </p>
      )}
      <ul>
        {selections.map((selection) => (
          <li key={selectionKey(selection)}>
            <Button className="button small" onPress={() => onOpen(selection)}>
              {textOf(selection)}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

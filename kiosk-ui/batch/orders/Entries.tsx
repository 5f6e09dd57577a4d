/** The cards of an order, a page at a time: an order may have ten thousand. */
import { useCallback, useState } from 'react';
import { Button, Label, RadioGroup } from 'react-aria-components';
import type { WireBatchEntry, WireBatchOrder } from '../../../daemon/contract/messages.js';
import { batchClient } from '../../api/batchClient.js';
import { may, type World } from '../../api/world.js';
import { Choice } from '../../staff/fields.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useLoaded } from '../../staff/useLoaded.js';
import { useRequest } from '../../staff/useRequest.js';
import { useWords } from '../../staff/language.js';
import { State, type MarkShape } from '../../parts/Mark.js';
import type { WordKey } from '../../words/staffPages.js';
import { PageTurner } from '../../staff/PageTurner.js';

type EntryState = WireBatchEntry['state'];

export const entryLooks: Readonly<Record<EntryState, readonly [MarkShape, WordKey]>> = {
  waiting: ['pending', 'countWaiting'],
  working: ['running', 'countWorking'],
  issued: ['done', 'countIssued'],
  failed: ['failed', 'countFailed'],
};

const filters: readonly (readonly [string, EntryState | null, WordKey])[] = [
  ['all', null, 'entriesAll'],
  ...(Object.entries(entryLooks) as [EntryState, readonly [MarkShape, WordKey]][]).map(
    ([state, [, word]]) => [state, state, word] as const,
  ),
];

export function Entries({ order, world }: { order: WireBatchOrder; world: World }) {
  const { say } = useWords();
  const [filter, setFilter] = useState('all');
  const [after, setAfter] = useState(0);
  const state = filters.find(([id]) => id === filter)?.[1] ?? null;
  const { id, counts } = order;
  const load = useCallback(() => batchClient.entries(id, { state, after }), [id, state, after]);
  const { value, error } = useLoaded(load, `${counts.waiting} ${counts.working} ${counts.issued} ${counts.failed}`);
  const again = useRequest();
  const runAgain = (numbers: readonly number[] | null) => again.run(() => batchClient.runAgain(id, numbers));
  const mayRun = may(world, 'batch');
  const entries = value?.entries ?? [];
  const last = entries.at(-1);
  return (
    <>
      <RadioGroup
        className="radios entry-filter"
        orientation="horizontal"
        value={filter}
        onChange={(chosen) => {
          setFilter(chosen);
          setAfter(0);
        }}
      >
        <Label className="visually-hidden">{say('entriesShown')}</Label>
        {filters.map(([one, , word]) => (
          <Choice key={one} value={one}>
            {say(word)}
          </Choice>
        ))}
      </RadioGroup>
      <RequestProblem error={error} />
      <RequestProblem error={again.error} />
      {value !== null && entries.length === 0 && <p className="quiet">{say('entriesNone')}</p>}
      {entries.length > 0 && (
        <table className="table entries">
          <thead>
            <tr>
              <th scope="col">#</th>
              <th scope="col">{say('subscriberName')}</th>
              <th scope="col">{say('state')}</th>
              <th scope="col">{say('entryCard')}</th>
              <th scope="col">{say('entryEnded')}</th>
              <th scope="col">
                <span className="visually-hidden">{say('runAgain')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <EntryRow
                key={entry.number}
                entry={entry}
                onRunAgain={mayRun && !again.busy ? () => void runAgain([entry.number]) : null}
              />
            ))}
          </tbody>
        </table>
      )}
      <PageTurner
        isFirst={after === 0}
        onFirst={() => setAfter(0)}
        onNext={value?.more === true && last !== undefined ? () => setAfter(last.number) : null}
      >
        {mayRun && counts.failed > 0 && (
          <Button className="button" isDisabled={again.busy} onPress={() => void runAgain(null)}>
            {say('runAllAgain')}
          </Button>
        )}
      </PageTurner>
    </>
  );
}

interface EntryRowProps {
  readonly entry: WireBatchEntry;
  /** null: not now, or not by this person. */
  readonly onRunAgain: (() => void) | null;
}

function EntryRow({ entry, onRunAgain }: EntryRowProps) {
  const { say, pick, time } = useWords();
  const { number, name, userIdentifier, state, cardSerial, endedAt, failure } = entry;
  const [shape, word] = entryLooks[state];
  return (
    <tr>
      <th scope="row" className="number">
        {number}
      </th>
      <td>
        {name}
        <br />
        <span className="serial quiet">{userIdentifier}</span>
      </td>
      <td>
        <State shape={shape} word={say(word)} />
        {state === 'failed' && failure !== null && <p className="failure-why">{pick(failure.happened)}</p>}
      </td>
      <td className="serial">{cardSerial}</td>
      <td className="serial">{endedAt === null ? null : time(endedAt)}</td>
      <td>
        {state === 'failed' && onRunAgain !== null && (
          <Button className="button small" aria-label={say('runAgainOf', { n: number, name })} onPress={onRunAgain}>
            {say('runAgain')}
          </Button>
        )}
      </td>
    </tr>
  );
}

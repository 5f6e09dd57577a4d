/** 稽核紀錄: who did what, when, with which card and in which reader; a page at a time, and as files that can be checked. */
import { useCallback, useState } from 'react';
import type { AuditFilter, WireAuditEntry } from '../../../daemon/contract/messages.js';
import { auditClient, auditFileUrl } from '../../api/auditClient.js';
import type { World } from '../../api/world.js';
import { FileLink } from '../../staff/FileLink.js';
import { useWords } from '../../staff/language.js';
import { PageTurner } from '../../staff/PageTurner.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import type { SectionProps } from '../../staff/section.js';
import { useLoaded } from '../../staff/useLoaded.js';
import { actionWords, actorWords, factWords, valueWords } from './actionWords.js';
import { FilterForm } from './FilterForm.js';

export function AuditLog({ world }: SectionProps) {
  const { say } = useWords();
  const [filter, setFilter] = useState<AuditFilter>({});
  const [before, setBefore] = useState<number | null>(null);
  const load = useCallback(() => auditClient.entries(filter, before), [filter, before]);
  const { value, error } = useLoaded(load);
  const last = value?.entries.at(-1);
  return (
    <main className="section">
      <h1>{say('sectionAudit')}</h1>
      <FilterForm
        world={world}
        onShow={(chosen) => {
          setFilter(chosen);
          setBefore(null);
        }}
      />
      <RequestProblem error={error} />
      {value !== null && error === null && (
        <>
          <div className="form-row">
            <FileLink address={auditFileUrl('json', filter)} word="auditJson" />
            <FileLink address={auditFileUrl('csv', filter)} word="auditCsv" />
          </div>
          <Entries entries={value.entries} world={world} />
          <PageTurner
            isFirst={before === null}
            onFirst={() => setBefore(null)}
            onNext={value.more && last !== undefined ? () => setBefore(last.seq) : null}
          />
        </>
      )}
    </main>
  );
}

function Entries({ entries, world }: { readonly entries: readonly WireAuditEntry[]; readonly world: World }) {
  const { say } = useWords();
  if (entries.length === 0) return <p className="quiet">{say('auditNone')}</p>;
  return (
    <table className="table" aria-label={say('sectionAudit')}>
      <thead>
        <tr>
          <th scope="col">{say('auditNumber')}</th>
          <th scope="col">{say('when')}</th>
          <th scope="col">{say('who')}</th>
          <th scope="col">{say('what')}</th>
          <th scope="col">{say('auditAbout')}</th>
          <th scope="col">{say('auditReader')}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Row key={entry.seq} entry={entry} world={world} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ entry, world }: { readonly entry: WireAuditEntry; readonly world: World }) {
  const { say, pick, time } = useWords();
  const { seq, at, actor, action, subject, card, reader, facts } = entry;
  const actorName = actorWords[actor];
  const what = actionWords[action];
  const readerName = world.readers.find(({ id }) => id === reader)?.name ?? reader;
  const details = Object.entries(facts)
    .filter(([name]) => name !== 'reader')
    .map(([name, value]) => {
      const label = factWords[name];
      const word = valueWords[name]?.[String(value)];
      return `${label === undefined ? name : pick(label)} ${word === undefined ? String(value) : say(word)}`;
    });
  return (
    <tr>
      <td className="number">{seq}</td>
      <td className="serial">{time(at)}</td>
      <td>{actorName === undefined ? actor : pick(actorName)}</td>
      <th scope="row">
        {what === undefined ? <code>{action}</code> : pick(what)}
        {details.length > 0 && <span className="quiet history-facts"> {details.join(' · ')}</span>}
      </th>
      <td className="history-facts">
        {subject}
        {card !== null && card !== subject && <span className="quiet"> {card}</span>}
      </td>
      <td>{readerName}</td>
    </tr>
  );
}

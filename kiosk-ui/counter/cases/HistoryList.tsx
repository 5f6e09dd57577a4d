/** What happened to a person or a card, newest first. */
import type { WireHistoryEntry } from '../../../daemon/contract/messages.js';
import { useWords } from '../../staff/language.js';
import type { WordKey } from '../../words/staffPages.js';
import { historyWords } from './historyWords.js';
import { jobWords, JobStateView } from '../../staff/jobState.js';

const sourceWords: Readonly<Record<WireHistoryEntry['source'], WordKey>> = {
  ra: 'historyRa',
  job: 'historyJob',
  audit: 'historyAudit',
};

export function HistoryList({ history }: { history: readonly WireHistoryEntry[] }) {
  const { say, time } = useWords();
  if (history.length === 0) return <p className="quiet">{say('historyEmpty')}</p>;
  return (
    <table className="table history">
      <thead>
        <tr>
          <th scope="col">{say('when')}</th>
          <th scope="col">{say('what')}</th>
          <th scope="col">{say('who')}</th>
          <th scope="col">{say('toldBy')}</th>
        </tr>
      </thead>
      <tbody>
        {history.map((entry, index) => (
          <tr key={`${entry.at} ${index}`}>
            <td className="serial">{time(entry.at)}</td>
            <td>
              <What entry={entry} />
            </td>
            <td>{entry.actor}</td>
            <td className="quiet">{say(sourceWords[entry.source])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function What({ entry }: { entry: WireHistoryEntry }) {
  const { say } = useWords();
  switch (entry.source) {
    case 'job':
      return (
        <>
          {say(jobWords[entry.kind])} <JobStateView state={entry.state} />
          {entry.failureCode !== null && <code className="quiet"> {entry.failureCode}</code>}
        </>
      );
    case 'ra':
      return <Told name={entry.event} facts={entry.facts} />;
    case 'audit':
      return <Told name={entry.action} facts={entry.facts} />;
  }
}

/** An RA may tell of things that no word is known for: its own name stands then. */
function Told({ name, facts }: { name: string; facts: Readonly<Record<string, string | number | boolean>> }) {
  const { say } = useWords();
  const word = historyWords.get(name);
  const details = Object.entries(facts).map(([key, value]) => `${key} ${String(value)}`);
  return (
    <>
      {word === undefined ? <code>{name}</code> : say(word)}
      {details.length > 0 && <span className="quiet history-facts"> {details.join(' · ')}</span>}
    </>
  );
}

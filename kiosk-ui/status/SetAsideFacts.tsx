/** What the RAs refused: which facts, since when and why; and sending one again. */
import { Button } from 'react-aria-components';
import type { WireSetAsideFact } from '../../daemon/contract/messages.js';
import { factsClient } from '../api/factsClient.js';
import { useWords } from '../staff/language.js';
import { raName } from '../staff/raName.js';
import { RequestProblem } from '../staff/RequestProblem.js';
import type { SectionProps } from '../staff/section.js';
import { useLoaded } from '../staff/useLoaded.js';
import { useRequest } from '../staff/useRequest.js';
import { kindWords, reasonWords } from './setAsideWords.js';

export function SetAsideFacts({ world }: SectionProps) {
  const { say, pick } = useWords();
  const { value, error, reload } = useLoaded(factsClient.list);
  return (
    <main className="environment">
      <h1>{say('setAsideName')}</h1>
      <p className="quiet">{say('setAsideAbout')}</p>
      <RequestProblem error={error} />
      {value?.length === 0 && <p>{say('setAsideNone')}</p>}
      <ul className="screen-list set-aside">
        {value?.map((fact) => {
          const ra = raName(world, fact.raId, true);
          return <FactItem key={fact.id} fact={fact} ra={ra === null ? fact.raId : pick(ra)} onSent={reload} />;
        })}
      </ul>
    </main>
  );
}

interface FactItemProps {
  readonly fact: WireSetAsideFact;
  readonly ra: string;
  readonly onSent: () => void;
}

function FactItem({ fact, ra, onSent }: FactItemProps) {
  const { say, pick, time } = useWords();
  const { busy, error, run } = useRequest();
  const { id, kind, madeAt, setAsideAt, reason, cardSerial } = fact;
  const kindName = pick(kindWords[kind] ?? { 'zh-TW': kind, en: kind });
  const why = reasonWords[reason];
  const send = async () => {
    if ((await run(() => factsClient.sendAgain(id))) === 'done') onSent();
  };
  return (
    <li className="check-item">
      <div>
        <h2>{kindName}</h2>
        <p className="quiet">{ra}</p>
      </div>
      <div>
        <p>
          {say('setAsideReason', { reason: why === undefined ? reason : pick(why) })}
          {why !== undefined && <span className="quiet"> {reason}</span>}
        </p>
        {cardSerial !== null && <p>{say('setAsideCard', { card: cardSerial })}</p>}
      </div>
      <div className="quiet">
        <p>{say('setAsideMade', { time: time(madeAt) })}</p>
        {setAsideAt !== null && <p>{say('setAsideSince', { time: time(setAsideAt) })}</p>}
      </div>
      <Button
        className="button"
        isDisabled={busy}
        aria-label={`${say('setAsideSend')} ${kindName} ${cardSerial ?? ''}`}
        onPress={() => void send()}
      >
        {say('setAsideSend')}
      </Button>
      <RequestProblem error={error} />
    </li>
  );
}

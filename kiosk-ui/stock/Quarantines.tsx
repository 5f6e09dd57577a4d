/** Lots under quarantine on the left; one of them, or a new one, beside them. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { WireQuarantine } from '../../daemon/contract/messages.js';
import { stockClient } from '../api/stockClient.js';
import { may, type Fact, type World } from '../api/world.js';
import { useWords } from '../staff/language.js';
import { State } from '../parts/Mark.js';
import { RequestProblem } from '../staff/RequestProblem.js';
import { useLoaded } from '../staff/useLoaded.js';
import { PlaceQuarantine } from './PlaceQuarantine.js';
import { QuarantinePage } from './QuarantinePage.js';

const none: readonly WireQuarantine[] = [];

interface QuarantinesProps {
  readonly world: World;
  readonly tell: (fact: Fact) => void;
}

export function Quarantines({ world, tell }: QuarantinesProps) {
  const { say, date } = useWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const [isNew, setIsNew] = useState(false);
  // A lift that was approved comes with the news of its approval.
  const { value, error, reload } = useLoaded(stockClient.quarantines, `${world.listVersion} ${world.approvalsVersion}`);
  const quarantines = value ?? none;
  const open = isNew ? undefined : (quarantines.find(({ id }) => id === chosen) ?? quarantines[0]);
  const show = (id: string) => {
    setChosen(id);
    setIsNew(false);
  };
  return (
    <div className="split">
      <nav className="split-list" aria-label={say('quarantines')}>
        {may(world, 'stock') && (
          <Button className="button" aria-current={isNew} onPress={() => setIsNew(true)}>
            {say('quarantineNew')}
          </Button>
        )}
        <RequestProblem error={error} />
        <ul>
          {quarantines.map(({ id, reason, lifted, placedAt }) => (
            <li key={id}>
              <Button className="split-row" aria-current={id === open?.id} onPress={() => show(id)}>
                <span className="row-name">{reason}</span>
                <State
                  shape={lifted === null ? 'locked' : 'done'}
                  word={say(lifted === null ? 'quarantineInForce' : 'quarantineLifted')}
                />
                <span className="quiet">{date(placedAt)}</span>
              </Button>
            </li>
          ))}
        </ul>
        {value !== null && quarantines.length === 0 && <p className="quiet">{say('noQuarantines')}</p>}
      </nav>
      <div className="split-open">
        {isNew && (
          <PlaceQuarantine
            onPlaced={({ id }) => {
              reload();
              show(id);
            }}
          />
        )}
        {open !== undefined && <QuarantinePage key={open.id} quarantine={open} world={world} tell={tell} />}
      </div>
    </div>
  );
}

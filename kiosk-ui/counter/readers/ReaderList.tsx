/** The readers, always in sight: what lies in each, and what it is doing. They stand in the order of their names. */
import { useEffect, useEffectEvent } from 'react';
import { Button } from 'react-aria-components';
import type { WireReader } from '../../../daemon/contract/messages.js';
import type { World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { PinState } from '../../parts/PinState.js';
import { CardState } from '../cards/CardState.js';
import { JobStateView, jobWords } from '../../staff/jobState.js';

interface ReaderListProps {
  readonly world: World;
  readonly selected: string | null;
  readonly onShow: (readerId: string) => void;
}

export function ReaderList({ world, selected, onShow }: ReaderListProps) {
  const { say } = useWords();
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'F8') return;
    event.preventDefault();
    document.querySelector<HTMLElement>('#readers button')?.focus();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
  return (
    <section id="readers" className="readers" aria-labelledby="readers-title">
      <div className="pane-head">
        <h2 id="readers-title">{say('readers')}</h2>
      </div>
      {!world.pcsc && (
        <p className="notice" role="alert">
          {say('pcscAway')}
        </p>
      )}
      {world.readers.length === 0 && <p className="quiet empty">{say('noReaders')}</p>}
      <ul aria-live="polite">
        {world.readers.map((reader) => (
          <Tile key={reader.id} reader={reader} world={world} selected={reader.id === selected} onShow={onShow} />
        ))}
      </ul>
      <p className="quiet keys">{say('consoleKeys')}</p>
    </section>
  );
}

interface TileProps {
  readonly reader: WireReader;
  readonly world: World;
  readonly selected: boolean;
  readonly onShow: (readerId: string) => void;
}

function Tile({ reader, world, selected, onShow }: TileProps) {
  const { say, pick } = useWords();
  const { card } = reader;
  const job = reader.jobId === null ? undefined : world.jobs[reader.jobId];
  const step = job?.steps.find(({ state }) => state === 'running');
  return (
    <li className="tile" data-selected={selected || undefined}>
      <div className="tile-head">
        <h3>
          {reader.name}
          {reader.isKiosk && <span className="quiet"> · {say('kioskReader')}</span>}
        </h3>
        <Button
          className="button small"
          aria-label={say('showReader', { reader: reader.name })}
          aria-pressed={selected}
          onPress={() => onShow(reader.id)}
        >
          {say('details')}
        </Button>
      </div>
      <CardState reader={reader} />
      {card?.state === 'known' && (
        <>
          <p className="serial quiet">{card.serial}</p>
          {card.lifeCycle !== 'blank' && (
            <ul className="tile-pins">
              {card.pins.map((pin) => (
                <li key={pin.reference}>
                  <span className="quiet">PIN {pin.reference}</span> <PinState pin={pin} />
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      {job !== undefined && (
        <p className="tile-job">
          {say(jobWords[job.kind])} ·{' '}
          {step !== undefined && job.state === 'running' ? pick(step.label) : <JobStateView state={job.state} />}
        </p>
      )}
    </li>
  );
}

/** One reader and its card, and what can be done for the person at the counter. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { WireJob, WireReader } from '../../../daemon/contract/messages.js';
import { client } from '../../api/client.js';
import type { KnownCard, PinReference } from '../../api/types.js';
import { isOver, mayDo, type Fact, type World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { FailureText } from '../../parts/FailureText.js';
import { PinState } from '../../parts/PinState.js';
import { CardState } from '../cards/CardState.js';
import { JobView } from '../jobs/JobView.js';
import type { Selection } from '../../staff/selection.js';
import { PinForm } from '../jobs/PinForm.js';
import { Recovery } from '../cards/Recovery.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useRequest } from '../../staff/useRequest.js';

interface ReaderDetailProps {
  readonly reader: WireReader;
  readonly world: World;
  readonly dispatch: (fact: Fact) => void;
  readonly onSelect: (selection: Selection) => void;
}

export function ReaderDetail({ reader, world, dispatch, onSelect }: ReaderDetailProps) {
  const { say } = useWords();
  const { card } = reader;
  // Kept when the job is over, so that its result stays: also of a job that came with its card, or began at the kiosk.
  const [lastJobId, setLastJobId] = useState<string | null>(null);
  const [form, setForm] = useState<PinReference | null>(null);
  const openJobId = card?.state === 'known' ? card.openJobId : null;
  const jobId = reader.jobId ?? openJobId ?? lastJobId;
  if (jobId !== lastJobId) setLastJobId(jobId);
  const job = world.jobs[jobId ?? ''];
  const onJob = (created: WireJob) => {
    dispatch({ type: 'job', job: created });
    setLastJobId(created.id);
    setForm(null);
  };
  const twinIn = card?.state === 'known' ? card.twinIn : null;
  const free = card?.state === 'known' && twinIn === null && !reader.staffCard && (job === undefined || isOver(job));
  return (
    <article className="case">
      <h1>
        {say('chooseReader')} {reader.name}
      </h1>
      <dl className="facts">
        <div>
          <dt>PC/SC</dt>
          <dd className="serial">{reader.pcscName}</dd>
        </div>
        <div>
          <dt>{say('state')}</dt>
          <dd>
            <CardState reader={reader} />
          </dd>
        </div>
        {card?.state === 'known' && (
          <>
            <div>
              <dt>{say('cardFamily')}</dt>
              <dd>{card.family}</dd>
            </div>
            <div>
              <dt>{say('cardSerial')}</dt>
              <dd className="serial">{card.serial}</dd>
            </div>
          </>
        )}
        {card?.state === 'unknown' && (
          <div>
            <dt>ATR</dt>
            <dd className="serial">{card.atr}</dd>
          </div>
        )}
      </dl>
      {card?.state === 'known' && (
        <div className="form-end">
          <Button className="button small" onPress={() => onSelect({ kind: 'card', serial: card.serial })}>
            {say('showCard')}
          </Button>
        </div>
      )}
      {card?.state === 'known' && !reader.staffCard && (
        <Recovery key={card.serial} serial={card.serial} world={world} dispatch={dispatch} onJob={onJob} />
      )}
      {card?.state === 'failed' && <FailureText failure={card.failure} />}
      {job !== undefined && <JobView key={job.id} job={job} world={world} dispatch={dispatch} />}
      {card?.state === 'known' && card.isSpoiled && <p className="notice">{say('cardIsSpoiled')}</p>}
      {twinIn !== null && (
        <p className="notice" role="alert">
          {say('twinCards', { reader: twinIn })}
        </p>
      )}
      {free && <CardWork card={card} reader={reader} form={form} onForm={setForm} world={world} onJob={onJob} />}
    </article>
  );
}

interface CardWorkProps {
  readonly card: KnownCard;
  readonly reader: WireReader;
  readonly form: PinReference | null;
  readonly world: World;
  readonly onForm: (pin: PinReference | null) => void;
  readonly onJob: (job: WireJob) => void;
}

function CardWork({ card, reader, form, world, onForm, onJob }: CardWorkProps) {
  const { say } = useWords();
  const { busy, error, run } = useRequest();
  const view = () =>
    run(async () => onJob(await client.createJob({ kind: 'viewCard', readerId: reader.id }, crypto.randomUUID())));
  const chosen = card.pins.find(({ reference }) => reference === form);
  return (
    <section className="form">
      <h2>{say('cardWork')}</h2>
      <ul className="pin-lines">
        {card.pins.map((pin) => (
          <li key={pin.reference}>
            <span>{say(pin.reference === 1 ? 'pin1' : 'pin2')}</span>
            <PinState pin={pin} />
            {pin.pinSet && !card.isSpoiled && mayDo(world, pin.triesLeft === 0 ? 'unblockPin' : 'changePin') && (
              <Button className="button" onPress={() => onForm(pin.reference)}>
                {say(pin.triesLeft === 0 ? 'unblockPin' : 'changePin', { pin: pin.reference })}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {chosen === undefined ? (
        <div className="form-end">
          <Button className="button" isDisabled={busy} onPress={() => void view()}>
            {say('readCard')}
          </Button>
        </div>
      ) : (
        <PinForm
          key={chosen.reference}
          readerId={reader.id}
          pin={chosen}
          card={card}
          world={world}
          onJob={onJob}
          onCancel={() => onForm(null)}
        />
      )}
      <RequestProblem error={error} />
    </section>
  );
}

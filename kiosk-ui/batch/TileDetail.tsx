/** One reader of the line: its card, why it failed in full words, the open question, and the ways on. */
import { useEffect } from 'react';
import { Button } from 'react-aria-components';
import type { WireBatchTile } from '../../daemon/contract/messages.js';
import { batchClient } from '../api/batchClient.js';
import { may, type Fact, type World } from '../api/world.js';
import { FactList, type FactRow } from '../staff/FactList.js';
import { Recovery } from '../counter/cards/Recovery.js';
import { RequestProblem } from '../staff/RequestProblem.js';
import { useKeptFocus } from '../staff/useKeptFocus.js';
import { useRequest } from '../staff/useRequest.js';
import { useWords } from '../staff/language.js';
import { FailureText } from '../parts/FailureText.js';
import { State } from '../parts/Mark.js';
import { Steps } from '../parts/Steps.js';
import { Decide } from './Decide.js';
import { shownOf } from './lights.js';
import { looks } from './looks.js';
import { SpoilHere } from './SpoilHere.js';
import { Twice } from '../staff/Twice.js';

interface TileDetailProps {
  readonly tile: WireBatchTile;
  readonly world: World;
  readonly tell: (fact: Fact) => void;
  readonly onClose: () => void;
}

export function TileDetail({ tile, world, tell, onClose }: TileDetailProps) {
  const { say } = useWords();
  const { readerId, name, work, cardSerial, question, failure, issued, failed } = tile;
  const shown = shownOf(tile);
  const { word, shape } = looks[shown];
  const heading = useKeptFocus<HTMLHeadingElement>(shown);
  useEffect(() => heading.current?.focus(), [heading]);
  const { busy, error, run } = useRequest();
  const isOperator = may(world, 'batch');
  const raId = raOf(world, work?.orderId);
  const order = world.batch.line?.orders.find(({ id }) => id === work?.orderId);
  const job = work === null ? undefined : world.jobs[work.jobId];
  const rows: readonly FactRow[] = [
    { word: 'orderOf', value: order?.name ?? null },
    { word: 'subscriberName', value: work === null ? null : `${say('entryNumber', { n: work.number })} ${work.name}` },
    { word: 'tileCard', value: cardSerial, serial: true },
    { word: 'tileReaderCounts', value: say('tileCounts', { issued, failed }) },
  ];
  return (
    <>
      <div className="pane-head">
        <h2 ref={heading} tabIndex={-1}>
          {name}
        </h2>
        <Button className="button small" aria-keyshortcuts="Escape" onPress={onClose}>
          {say('tileBack')}
        </Button>
      </div>
      <State shape={shape} word={say(word)} />
      <FactList rows={rows} />
      {question !== null && work !== null && isOperator && (
        <Decide key={question.reason.code} {...{ question, jobId: work.jobId, cardSerial, raId, world, tell }} />
      )}
      {question === null && failure !== null && (
        <section className="line-part">
          <FailureText failure={failure} />
          {tile.light === 'bad' && cardSerial !== null && raId !== null && may(world, 'spoil') && (
            <SpoilHere cardSerial={cardSerial} raId={raId} reason="personalisationFailed" />
          )}
        </section>
      )}
      {(tile.light === 'takeOut' || tile.light === 'bad') && cardSerial !== null && question === null && (
        <Recovery key={cardSerial} serial={cardSerial} world={world} tell={tell} onJob={() => undefined} />
      )}
      {tile.light === 'working' && job !== undefined && <Steps steps={job.steps} durations />}
      {isOperator && (
        <div className="line-foot">
          <Twice
            word="takeOffLine"
            sure={say('takeOffLineOf', { reader: name })}
            now="takeOffLine"
            keep="cancel"
            isDisabled={busy}
            onSure={() => void run(() => batchClient.putOnLine(readerId, false))}
          />
          <RequestProblem error={error} />
        </div>
      )}
    </>
  );
}

/** Whose card it is; without an order, of the only RA. */
function raOf({ batch, session }: World, orderId: string | undefined): string | null {
  const order = batch.line?.orders.find(({ id }) => id === orderId);
  const [only, ...others] = session?.ras ?? [];
  return order?.raId ?? (only !== undefined && others.length === 0 ? only.id : null);
}

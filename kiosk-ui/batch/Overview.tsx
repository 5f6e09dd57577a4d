/** The order at work in figures, what failed lately and how to run it again, and the switch of the sounds. */
import { Button } from 'react-aria-components';
import type { WireBatchLine, WireBatchOrder } from '../../daemon/contract/messages.js';
import { batchClient } from '../api/batchClient.js';
import { may, type Fact, type World } from '../api/world.js';
import { Tick } from '../staff/fields.js';
import { RequestProblem } from '../staff/RequestProblem.js';
import { useKeptFocus } from '../staff/useKeptFocus.js';
import { useRequest } from '../staff/useRequest.js';
import { useWords } from '../staff/language.js';
import { OrderActs } from './orders/OrderActs.js';
import { OrderBar } from './orders/OrderBar.js';
import { OrderState } from './orders/OrderState.js';
import { isAtWork, remainingWords } from './orders/orderRules.js';
import { play } from './sounds.js';
import { SpoilHere } from './SpoilHere.js';

interface OverviewProps {
  readonly line: WireBatchLine;
  readonly world: World;
  readonly tell: (fact: Fact) => void;
  readonly sounds: boolean;
  readonly onSounds: (on: boolean) => void;
}

export function Overview({ line, world, tell, sounds, onSounds }: OverviewProps) {
  const { say } = useWords();
  const atWork = line.orders.filter(isAtWork);
  const [order, ...others] = atWork;
  return (
    <>
      {order === undefined ? (
        <section className="line-part">
          <h2>{say('noOrderAtWork')}</h2>
          <p className="quiet">{say('noOrderAtWorkHow')}</p>
        </section>
      ) : (
        <AtWork order={order} world={world} tell={tell} />
      )}
      {others.length > 0 && <p className="quiet">{say('otherOrders', { n: others.length })}</p>}
      <Outside line={line} world={world} />
      <Failures failures={line.failures} world={world} />
      <section className="line-foot">
        <Tick isSelected={sounds} onChange={onSounds}>
          {say('sound')}
        </Tick>
        <Button className="button small" onPress={() => play('good')}>
          {say('soundTry')}
        </Button>
        <p className="hint quiet">{say('lineKeys')}</p>
      </section>
    </>
  );
}

function AtWork({ order, world, tell }: Pick<OverviewProps, 'world' | 'tell'> & { order: WireBatchOrder }) {
  const { say, number } = useWords();
  const { counts, cardsAnHour, remainingSeconds } = order;
  const remaining = remainingWords(remainingSeconds);
  return (
    <section className="line-part" aria-label={say('orderAtWork')}>
      <h2>{order.name}</h2>
      <OrderState state={order.state} />
      <dl className="figures">
        <div className="figure-wide">
          <dt>{say('cardsDone')}</dt>
          <dd>{say('cardsOf', { n: counts.issued, total: counts.total })}</dd>
        </div>
        <div>
          <dt>{say('cardsAnHour')}</dt>
          <dd>{cardsAnHour === null ? '—' : number(cardsAnHour, 0)}</dd>
        </div>
        <div>
          <dt>{say('remaining')}</dt>
          <dd>{say(remaining.word, remaining.values)}</dd>
        </div>
      </dl>
      <OrderBar counts={counts} />
      {may(world, 'batch') && <OrderActs order={order} isAsked={false} tell={tell} />}
    </section>
  );
}

/** Cards that were pulled half made, and lie somewhere. */
function Outside({ line: { outside, orders }, world }: Pick<OverviewProps, 'line' | 'world'>) {
  const { say } = useWords();
  const raOf = (orderId: string) => orders.find(({ id }) => id === orderId)?.raId;
  if (outside.length === 0) return null;
  return (
    <section className="line-part">
      <h2>{say('outside')}</h2>
      <p className="hint quiet">{say('outsideHow')}</p>
      <ul className="failure-rows">
        {outside.map(({ orderId, entry }) => (
          <li key={`${orderId} ${entry.number}`}>
            <p>
              <strong className="serial">{entry.cardSerial}</strong>
              <span className="quiet">
                {' '}
                {say('entryNumber', { n: entry.number })} {entry.name}
              </span>
            </p>
            <LostCard cardSerial={entry.cardSerial} raId={raOf(orderId)} world={world} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface LostCardProps {
  readonly cardSerial: string | null;
  readonly raId: string | undefined;
  readonly world: World;
}

function LostCard({ cardSerial, raId, world }: LostCardProps) {
  if (cardSerial === null || raId === undefined || !may(world, 'spoil')) return null;
  return <SpoilHere cardSerial={cardSerial} raId={raId} reason="lost" />;
}

/** Each of them, and all of an order at once. */
function Failures({ failures, world }: Pick<WireBatchLine, 'failures'> & { world: World }) {
  const { say, pick } = useWords();
  const { busy, error, run } = useRequest();
  const heading = useKeptFocus<HTMLHeadingElement>(failures);
  const mayRun = may(world, 'batch');
  const orders = [...new Set(failures.map(({ orderId }) => orderId))];
  const runAgain = (orderId: string, numbers: readonly number[] | null) =>
    run(() => batchClient.runAgain(orderId, numbers));
  const runAll = () =>
    run(async () => {
      for (const orderId of orders) await batchClient.runAgain(orderId, null);
    });
  return (
    <section className="line-part line-failures" aria-label={say('lastFailures')}>
      <div className="pane-head">
        <h2 ref={heading} tabIndex={-1}>
          {say('lastFailures')}
        </h2>
        {mayRun && failures.length > 0 && (
          <Button className="button small" isDisabled={busy} onPress={() => void runAll()}>
            {say('runAllAgain')}
          </Button>
        )}
      </div>
      <RequestProblem error={error} />
      {failures.length === 0 && <p className="quiet">{say('noFailures')}</p>}
      <ul className="failure-rows" tabIndex={failures.length === 0 ? -1 : 0} aria-label={say('lastFailures')}>
        {failures.map(({ orderId, entry }) => (
          <li key={`${orderId} ${entry.number}`}>
            <p>
              <strong>
                {say('entryNumber', { n: entry.number })} {entry.name}
              </strong>
              {entry.failure !== null && <span className="failure-why">{pick(entry.failure.happened)}</span>}
            </p>
            {mayRun && (
              <Button
                className="button small"
                isDisabled={busy}
                aria-label={say('runAgainOf', { n: entry.number, name: entry.name })}
                onPress={() => void runAgain(orderId, [entry.number])}
              >
                {say('runAgain')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

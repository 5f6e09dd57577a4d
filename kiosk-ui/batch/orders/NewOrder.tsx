/** A new order: one that waits at the RA, or a file that is tried first. */
import { useCallback, useState } from 'react';
import { Button } from 'react-aria-components';
import type { PlaceBatchOrder, WireBatchDryRun } from '../../../daemon/contract/messages.js';
import { batchClient } from '../../api/batchClient.js';
import type { Fact, World } from '../../api/world.js';
import { raName } from '../../staff/raName.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useLoaded } from '../../staff/useLoaded.js';
import { useRequest, type Request } from '../../staff/useRequest.js';
import { useWords } from '../../staff/language.js';
import { DryRun } from './DryRun.js';
import { OrderFile } from './OrderFile.js';
import { productWords } from './productWords.js';

interface NewOrderProps {
  readonly world: World;
  readonly tell: (fact: Fact) => void;
  /** An order of more cards needs a second person. */
  readonly approvalAbove: number;
  readonly onPlaced: (orderId: string) => void;
}

export function NewOrder({ world, tell, approvalAbove, onPlaced }: NewOrderProps) {
  const { say } = useWords();
  const [tried, setTried] = useState<{ readonly dryRun: WireBatchDryRun; readonly fileName: string } | null>(null);
  const request = useRequest();
  const place = (order: PlaceBatchOrder) =>
    request.run(async () => {
      const answer = await batchClient.place(order);
      if (answer.approval !== null) tell({ type: 'approval', approval: answer.approval });
      setTried(null);
      onPlaced(answer.order.id);
    });
  return (
    <main className="section order">
      <h1>{say('newOrder')}</h1>
      <FromRa world={world} request={request} onTakeOver={place} />
      <section className="form">
        <h2>{say('fromFile')}</h2>
        <OrderFile
          world={world}
          onTried={(dryRun, fileName) => setTried(dryRun === null ? null : { dryRun, fileName })}
        />
        {tried !== null && (
          <DryRun
            key={tried.dryRun.id}
            {...tried}
            approvalAbove={approvalAbove}
            busy={request.busy}
            onPlace={(order) => void place(order)}
          />
        )}
      </section>
      <RequestProblem error={request.error} />
    </main>
  );
}

interface FromRaProps {
  readonly world: World;
  readonly request: Request;
  readonly onTakeOver: (order: PlaceBatchOrder) => Promise<unknown>;
}

function FromRa({ world, request, onTakeOver }: FromRaProps) {
  const { say, pick, time } = useWords();
  const load = useCallback(() => batchClient.raOrders(), []);
  const { value: orders, error, reload } = useLoaded(load, `${world.listVersion} ${world.batch.version}`);
  return (
    <section className="form">
      <h2>{say('fromRa')}</h2>
      <RequestProblem error={error} />
      {orders?.length === 0 && <p className="quiet">{say('noRaOrders')}</p>}
      {orders !== null && orders.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say('orderName')}</th>
              <th scope="col">{say('orderProduct')}</th>
              <th scope="col">{say('raOrderCount')}</th>
              <th scope="col">{say('orderPlaced')}</th>
              <th scope="col">
                <span className="visually-hidden">{say('takeOrder')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {orders.map(({ raId, id, name, product, count, placedAt }) => {
              const ra = raName(world, raId);
              return (
                <tr key={`${raId} ${id}`}>
                  <th scope="row">
                    {name}
                    {ra !== null && <span className="quiet"> {pick(ra)}</span>}
                  </th>
                  <td>{say(productWords[product])}</td>
                  <td className="number">{count}</td>
                  <td className="serial">{time(placedAt)}</td>
                  <td>
                    <Button
                      className="button small"
                      isDisabled={request.busy}
                      aria-label={say('takeOrderOf', { name })}
                      onPress={() => void onTakeOver({ from: 'ra', raId, raOrderId: id }).then(reload)}
                    >
                      {say('takeOrder')}
                    </Button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

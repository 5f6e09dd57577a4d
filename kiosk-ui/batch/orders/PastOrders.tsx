/** Orders that are over, whenever that was: found by their name, a page at a time. */
import { useCallback, useState } from 'react';
import { Button, Form } from 'react-aria-components';
import type { WireBatchOrder } from '../../../daemon/contract/messages.js';
import { batchClient } from '../../api/batchClient.js';
import type { World } from '../../api/world.js';
import { PlainField } from '../../staff/fields.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useLoaded } from '../../staff/useLoaded.js';
import { useWords } from '../../staff/language.js';
import { OrderState } from './OrderState.js';
import { PageTurner } from '../../staff/PageTurner.js';

interface PastOrdersProps {
  readonly world: World;
  readonly onOpen: (orderId: string) => void;
}

export function PastOrders({ world, onOpen }: PastOrdersProps) {
  const { say } = useWords();
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState<{ readonly text: string; readonly after: string | null }>({
    text: '',
    after: null,
  });
  const load = useCallback(() => batchClient.past(search), [search]);
  const { value, error } = useLoaded(load, world.batch.version);
  const orders = value?.orders ?? [];
  const last = orders.at(-1);
  return (
    <main className="section order">
      <h1>{say('pastOrders')}</h1>
      <Form
        className="form-row"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          setSearch({ text: typed.trim(), after: null });
        }}
      >
        <PlainField label={say('pastOrdersFind')} value={typed} onChange={setTyped} />
        <Button className="button" type="submit">
          {say('boxFindNow')}
        </Button>
      </Form>
      <RequestProblem error={error} />
      {value !== null && orders.length === 0 && <p className="quiet">{say('pastOrdersNone')}</p>}
      {orders.length > 0 && <OrderTable orders={orders} onOpen={onOpen} />}
      <PageTurner
        isFirst={search.after === null}
        onFirst={() => setSearch({ ...search, after: null })}
        onNext={value?.more === true && last !== undefined ? () => setSearch({ ...search, after: last.id }) : null}
      />
    </main>
  );
}

function OrderTable({ orders, onOpen }: Pick<PastOrdersProps, 'onOpen'> & { orders: readonly WireBatchOrder[] }) {
  const { say, time } = useWords();
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{say('orderName')}</th>
          <th scope="col">{say('state')}</th>
          <th scope="col">{say('orderEnded')}</th>
          <th scope="col" className="number">
            {say('cardsDone')}
          </th>
          <th scope="col" className="number">
            {say('countFailed')}
          </th>
          <th scope="col">{say('orderPlaced')}</th>
          <th scope="col">
            <span className="visually-hidden">{say('pastOrderOpen')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {orders.map(({ id, name, state, endedAt, counts, placedBy }) => (
          <tr key={id}>
            <th scope="row">{name}</th>
            <td>
              <OrderState state={state} />
            </td>
            <td className="serial">{endedAt === null ? null : time(endedAt)}</td>
            <td className="number">{say('cardsOf', { n: counts.issued, total: counts.total })}</td>
            <td className="number">{counts.failed}</td>
            <td>{placedBy}</td>
            <td>
              <Button className="button small" aria-label={say('pastOrderOpenOf', { name })} onPress={() => onOpen(id)}>
                {say('pastOrderOpen')}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

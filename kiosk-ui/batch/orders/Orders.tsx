/** The orders on the left, in their turn; the one that was chosen, or a new one, beside them. */
import { useCallback, useState } from 'react';
import { Button } from 'react-aria-components';
import type { WireBatchOrder } from '../../../daemon/contract/messages.js';
import { batchClient } from '../../api/batchClient.js';
import { may } from '../../api/world.js';
import type { SectionProps } from '../../staff/section.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useLoaded } from '../../staff/useLoaded.js';
import { useWords } from '../../staff/language.js';
import { useLine } from '../useLine.js';
import { NewOrder } from './NewOrder.js';
import { OrderPage } from './OrderPage.js';
import { OrderState } from './OrderState.js';
import { PastOrders } from './PastOrders.js';

const noOrders: readonly WireBatchOrder[] = [];

/** What stands beside the list; null: the first order, or a new one when there is none. */
type Beside = { readonly kind: 'order'; readonly id: string } | { readonly kind: 'new' | 'past' } | null;

export function Orders({ world, tell }: SectionProps) {
  const { say } = useWords();
  const line = useLine(world, tell);
  const orders = line?.orders ?? noOrders;
  const [beside, setBeside] = useState<Beside>(null);
  const choose = (id: string) => setBeside({ kind: 'order', id });
  const mayPlace = may(world, 'batch');
  const wanted = beside?.kind === 'order' ? beside.id : null;
  const known = orders.find(({ id }) => id === wanted) ?? (beside === null ? orders[0] : undefined);
  const isNew = beside?.kind === 'new' || (beside === null && known === undefined);
  return (
    <div className="split">
      <nav className="split-list" aria-label={say('orders')}>
        {mayPlace && (
          <Button className="button" aria-current={isNew} onPress={() => setBeside({ kind: 'new' })}>
            {say('newOrder')}
          </Button>
        )}
        <ul>
          {orders.map((order) => (
            <li key={order.id}>
              <OrderRow order={order} isOpen={order.id === known?.id} onOpen={() => choose(order.id)} />
            </li>
          ))}
        </ul>
        {line !== null && orders.length === 0 && <p className="quiet">{say('noOrders')}</p>}
        <Button className="button" aria-current={beside?.kind === 'past'} onPress={() => setBeside({ kind: 'past' })}>
          {say('pastOrders')}
        </Button>
      </nav>
      {beside?.kind === 'past' && <PastOrders world={world} onOpen={choose} />}
      {isNew && mayPlace && (
        <NewOrder world={world} tell={tell} approvalAbove={line?.approvalAbove ?? 0} onPlaced={choose} />
      )}
      {known !== undefined && <OrderPage key={known.id} order={known} world={world} tell={tell} />}
      {wanted !== null && known === undefined && <UnlistedOrder key={wanted} id={wanted} world={world} tell={tell} />}
    </div>
  );
}

/** One that ended before today, or was placed this moment. */
function UnlistedOrder({ id, world, tell }: Pick<SectionProps, 'world' | 'tell'> & { id: string }) {
  const load = useCallback(() => batchClient.order(id), [id]);
  const { value, error } = useLoaded(load, world.batch.version);
  if (value === null) return <RequestProblem error={error} />;
  return <OrderPage order={value} world={world} tell={tell} />;
}

interface OrderRowProps {
  readonly order: WireBatchOrder;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

function OrderRow({ order, isOpen, onOpen }: OrderRowProps) {
  const { say } = useWords();
  const { name, state, counts, priority } = order;
  return (
    <Button className="split-row" aria-current={isOpen} onPress={onOpen}>
      <span className="row-name">{name}</span>
      <OrderState state={state} />
      <span className="quiet">
        {say('cardsOf', { n: counts.issued, total: counts.total })} · {say('orderPriority')} {priority}
      </span>
    </Button>
  );
}

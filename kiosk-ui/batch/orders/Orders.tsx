/** The orders on the left, in their turn; the one that was chosen, or a new one, beside them. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { WireBatchOrder } from '../../../daemon/api/messages.js';
import { may } from '../../api/world.js';
import type { SectionProps } from '../../counter/section.js';
import { useWords } from '../../language.js';
import { useLine } from '../useLine.js';
import { NewOrder } from './NewOrder.js';
import { OrderPage } from './OrderPage.js';
import { OrderState } from './OrderState.js';

const noOrders: readonly WireBatchOrder[] = [];

export function Orders({ world, tell }: SectionProps) {
  const { say } = useWords();
  const line = useLine(world, tell);
  const orders = line?.orders ?? noOrders;
  const [chosen, setChosen] = useState<string | null>(null);
  const [isNew, setIsNew] = useState(false);
  const choose = (id: string) => {
    setChosen(id);
    setIsNew(false);
  };
  const mayPlace = may(world, 'batch');
  // One that was just placed is fetched before it stands in the list.
  const open = isNew ? undefined : (orders.find(({ id }) => id === chosen) ?? orders[0]);
  return (
    <div className="split">
      <nav className="split-list" aria-label={say('orders')}>
        {mayPlace && (
          <Button className="button" aria-current={isNew} onPress={() => setIsNew(true)}>
            {say('newOrder')}
          </Button>
        )}
        <ul>
          {orders.map((order) => (
            <li key={order.id}>
              <OrderRow order={order} isOpen={order.id === open?.id} onOpen={() => choose(order.id)} />
            </li>
          ))}
        </ul>
        {line !== null && orders.length === 0 && <p className="quiet">{say('noOrders')}</p>}
      </nav>
      {open === undefined ? (
        mayPlace && <NewOrder world={world} tell={tell} approvalAbove={line?.approvalAbove ?? 0} onPlaced={choose} />
      ) : (
        <OrderPage key={open.id} order={open} world={world} tell={tell} />
      )}
    </div>
  );
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

/** The list of open batch orders: the best that can be said of them, and the later look counts. */
import t from 'tap';
import type { OrderProgress } from '../../../daemon/batch/orderEntries.js';
import { OpenOrders } from '../../../daemon/batch/openOrders.js';

function order(id: string, waiting: number, more: Partial<OrderProgress> = {}): OrderProgress {
  return {
    ...{ id, raId: 'jcic', raOrderId: null, name: id, total: 9, product: 'issueCard', state: 'running', priority: 5 },
    ...{ placedBy: 'batch1', placedAt: '', approvedBy: null, startedAt: null, endedAt: null },
    ...{ cardsAnHour: null, remainingSeconds: null },
    counts: { total: 9, waiting, working: 0, issued: 9 - waiting, failed: 0 },
    ...more,
  };
}

function start(raThere = (): boolean => true) {
  const looks: ((order: OrderProgress) => void)[] = [];
  const [told, supplies]: [OrderProgress[], boolean[]] = [[], []];
  let lists = 0;
  const orders = new OpenOrders({
    read: () => new Promise((resolve) => looks.push(resolve)),
    isRaThere: raThere,
    changed: (one) => void told.push(one),
    listChanged: () => void (lists += 1),
    refreshed: (changed) => void supplies.push(changed),
    failed: () => undefined,
  });
  return { orders, looks, told, supplies, lists: () => lists };
}

await t.test('the best that can be said of the orders', (t) => {
  let isThere = true;
  const { orders } = start(() => isThere);
  t.equal(orders.supply(), 'none');
  orders.start([order('a', 0)]);
  t.equal(orders.supply(), 'none', 'every card of it is under way');
  orders.start([order('b', 3, { state: 'paused' }), order('x', 3, { state: 'stopping' })]);
  t.equal(orders.supply(), 'paused');
  orders.start([order('c', 1)]);
  t.equal(orders.supply(), 'cards');
  t.strictSame(orders.ras(), ['jcic']);
  isThere = false;
  t.strictSame(orders.ras(), []);
  t.equal(orders.supply(), 'ra');
  t.end();
});

await t.test('of two looks at once the later one counts, and whoever waits for cards is told by it', async (t) => {
  const { orders, looks, told, supplies, lists } = start();
  orders.start([order('a', 0)]);
  const both = [orders.refresh('a'), orders.refresh('a')];
  looks[1]?.(order('a', 1));
  looks[0]?.(order('a', 0));
  await Promise.all(both);
  t.equal(orders.supply(), 'cards');
  t.same(supplies, [true]);
  t.equal(lists(), 0);
  const over = orders.refresh('a');
  looks[2]?.(order('a', 0, { state: 'finished' }));
  await over;
  t.same(supplies, [true, true]);
  t.equal(lists(), 1, 'it is no open order any more');
  t.equal(told.length, 1, 'and told again when the second is over');
  orders.stop();
});
t.end();

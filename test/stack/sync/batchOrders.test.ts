/** 批次訂單: what an RA has for a batch line, and what it does not show the counter. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { placeBatchOrder, registerApproved } from '../../harness/raOffice.js';
import { accepted, factOf, issueCard, refusalOf, SoftCard } from './card.js';
import { startRa } from './ra.js';

const { server, ra } = await startRa();

void t.test('the order that an RA is seeded with', async (t) => {
  const [order, ...others] = await ra.listBatchOrders();
  t.match(order, { id: 'B-0001', product: 'issueCard', count: 8, priority: 5, placedAt: /Z$/ });
  t.same(others, []);
  const entries = await ra.batchOrderEntries('B-0001', 0, 500);
  t.same(
    entries.map(({ number, registrationId }) => [number, registrationId]),
    Array.from({ length: 8 }, (_, i) => [i + 1, `R-00${25 + i}`]),
  );
  t.match(entries[3], { userIdentifier: 'M110482756-01-0004', name: '洪𪚥德' });
  t.same(await ra.batchOrderEntries('B-0001', 3, 2), entries.slice(3, 5), 'a page');
  t.same(await ra.batchOrderEntries('B-0001', 8, 500), []);
  t.equal(await refusalOf(ra.batchOrderEntries('B-0099', 0, 500)), 'batchOrderUnknown');
  t.equal(await refusalOf(ra.batchOrderEntries('B-0001', 0, 501)), 'badRequest');

  const listed = (await ra.listRegistrations()).map(({ id }) => id);
  t.ok(listed.includes('R-0024'));
  t.notOk(listed.includes('R-0025'), 'the counter’s list is without them');
  t.match(await ra.lookUpRegistrations(['R-0031', 'R-9999', 'R-0001']), [
    { id: 'R-0031', name: '古㛢妹', state: 'approved' },
    null,
    { id: 'R-0001' },
  ]);
  t.same(await ra.lookUpRegistrations([]), []);
});

void t.test('a card of it is issued like any other; with the last one the order is done', async (t) => {
  const [first, second] = await registerApproved(server, 2, 1, { channel: 'batch' });
  if (first === undefined || second === undefined) throw new Error('two registrations');
  const id = await placeBatchOrder(server, { name: '兩張', priority: 9, registrations: [second.id, first.id] });
  const orders = async (): Promise<string[]> => (await ra.listBatchOrders()).map((order) => order.id);
  t.same(await orders(), [id, 'B-0001'], 'by priority');
  t.match(await ra.batchOrderEntries(id, 0, 500), [{ registrationId: second.id }, { registrationId: first.id }]);

  const { card } = await issueCard(ra, first.id);
  t.match(await ra.lookUpRegistrations([first.id]), [{ state: 'issued', cardSerial: card.cardSerial }]);
  t.same(await orders(), [id, 'B-0001']);
  await issueCard(ra, second.id);
  t.same(await orders(), ['B-0001']);
  t.equal((await ra.batchOrderEntries(id, 0, 500)).length, 2, 'its entries can still be read');
});

void t.test('where the cards are only prepared, that ends it; a spoiled one brings it back', async (t) => {
  const [one] = await registerApproved(server, 1, 10);
  if (one === undefined) throw new Error('a registration');
  t.ok((await ra.listRegistrations()).some((registration) => registration.id === one.id));
  const id = await placeBatchOrder(server, { name: '一張', product: 'prepareCard', registrations: [one.id] });
  t.notOk((await ra.listRegistrations()).some((registration) => registration.id === one.id));
  const card = new SoftCard();
  const order = await ra.openOrder(one.id, card, randomUUID());
  await accepted(ra, factOf('cardPrepared', { cardSerial: card.cardSerial, orderId: order.id }));
  t.notOk((await ra.listBatchOrders()).some((listed) => listed.id === id));
  await ra.spoilCard({ cardSerial: card.cardSerial, reason: 'damaged', note: '', operator: 'op' }, randomUUID());
  t.ok((await ra.listBatchOrders()).some((listed) => listed.id === id));
});

void t.test('what the office may not order', async (t) => {
  const place = (...registrations: string[]): Promise<string> =>
    placeBatchOrder(server, { name: 'x', registrations }).catch((error: unknown) => String(error));
  t.match(await place('R-9999'), /there is no R-9999/);
  t.match(await place('R-0013'), /R-0013 is pending/);
  t.match(await place('R-0001', 'R-0001'), /twice/);
  t.match(await place('R-0001', 'R-0025'), /R-0025 is in another order/);
  t.match(await place(), /registrations/);
  t.ok(
    (await ra.listRegistrations()).some(({ id }) => id === 'R-0001'),
    'nothing of it was taken',
  );
});

void t.test('10,000 cards: the lists stay small, the pages quick', async (t) => {
  const registrations = (await registerApproved(server, 10_000, 100, { channel: 'batch', withoutPassword: true })).map(
    ({ id }) => id,
  );
  const id = await placeBatchOrder(server, { name: '一萬張', registrations });
  t.match(
    (await ra.listBatchOrders()).find((order) => order.id === id),
    { count: 10_000 },
  );
  const seen: string[] = [];
  for (;;) {
    const entries = await ra.batchOrderEntries(id, seen.length, 500);
    seen.push(...entries.map(({ registrationId }) => registrationId));
    if (entries.length < 500) break;
  }
  t.same(seen, registrations);
  t.ok((await ra.listRegistrations()).length < 40);
});

// Only now may the hooks of `after` run: what is open would keep the process from ending by itself.
t.end();

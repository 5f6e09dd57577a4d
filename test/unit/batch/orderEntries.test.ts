/** Orders in a real store: who gets which entry, what settles it, and what every look costs. */
import t from 'tap';
import { Orders } from '../../../daemon/batch/orders.js';
import type { Placing } from '../../../daemon/batch/placing.js';
import type { BatchOrder } from '../../../daemon/batch/batchOrderTable.js';
import { startStand as start, type Stand } from './support.js';

const claim = ({ orderEntries }: Stand, n: number, mayHave: (order: BatchOrder) => boolean = () => true) =>
  orderEntries.claim({ cardSerial: `C${n}`, readerId: `r${n}` }, mayHave);

await t.test('no entry is given twice, in the order of priority, then age', async (t) => {
  const stand = await start(t);
  await stand.place('old', 3);
  await stand.place('new', 3);
  await stand.place('urgent', 2, { priority: 9 });
  await stand.place('paused', 2, { priority: 9, state: 'paused' });
  const given = await Promise.all(Array.from({ length: 9 }, (_, n) => claim(stand, n)));
  t.same(
    given.map((one) => one && `${one.order.id} ${one.entry.number}`),
    ['urgent 1', 'urgent 2', 'old 1', 'old 2', 'old 3', 'new 1', 'new 2', 'new 3', null],
  );
  t.match(await stand.entries.find('old', 2), { state: 'working', tries: 1, cardSerial: 'C3', readerId: 'r3' });
  t.ok((await stand.orderEntries.order('old')).startedAt);
  const other = await start(t);
  await other.place('a', 1);
  t.equal(await claim(other, 1, ({ raId }) => raId !== 'jcic'), null, 'an order whose RA is away is passed over');
});

await t.test('what became of a card is written once, and ends its order', async (t) => {
  const stand = await start(t);
  const { orderEntries, entries } = stand;
  await stand.place('a', 2);
  const [one, two] = [await claim(stand, 1), await claim(stand, 2)];
  if (one === null || two === null) throw new Error('two entries wait');
  await orderEntries.began(one.entry, 'job-1');
  await orderEntries.settle({ ...one.entry, jobId: 'job-1' }, { state: 'issued', readerId: 'r9' });
  t.match(await entries.find('a', 1), { state: 'issued', jobId: 'job-1', readerId: 'r9', cardSerial: 'C1' });
  await orderEntries.settle(one.entry, { state: 'waiting' });
  await orderEntries.began(one.entry, 'job-2');
  t.match(await entries.find('a', 1), { state: 'issued', jobId: 'job-1' }, 'a later word changes nothing');
  await orderEntries.settle(two.entry, { state: 'waiting' });
  t.match(await entries.find('a', 2), { state: 'waiting', cardSerial: null, readerId: null });
  t.equal((await orderEntries.order('a')).state, 'running');
  const again = await claim(stand, 3);
  t.match(again?.entry, { number: 2, tries: 2 });
  await orderEntries.settle(two.entry, { state: 'issued', readerId: 'r2' });
  t.match(await entries.find('a', 2), { state: 'working', tries: 2 }, 'the first try’s word is not the second’s');
  const failure = { code: 'ra.refused.registrationUnknown', facts: {} } as const;
  if (again !== null) await orderEntries.settle(again.entry, { state: 'failed', readerId: 'r3', failure });
  t.match(await orderEntries.order('a'), { state: 'finished' });
  t.equal(await orderEntries.runAgain('a', [1, 2], 'batch1'), 1, 'only what failed');
  t.match(await orderEntries.order('a'), { state: 'running', endedAt: null });
  t.equal(await orderEntries.runAgain('a', null, 'batch1'), 0);
  await t.rejects(orderEntries.order('b'), { code: 'batch.order.unknown' });
  const told = await stand.audit.about(['a'], 10);
  t.match(
    told.toReversed().map(({ actor, action, facts }) => [actor, action, facts]),
    [
      ['batch1', 'batch.placed', {}],
      ['gateway', 'batch.finished', { issued: 1, failed: 1, waiting: 0 }],
      ['batch1', 'batch.runAgain', { count: 1 }],
    ],
  );
});

await t.test('an order that is to stop ends with its last card', async (t) => {
  const stand = await start(t);
  const by = { actor: 'batch1', action: 'batch.stop', facts: {} };
  await stand.place('a', 3);
  const one = await claim(stand, 1);
  await stand.orderEntries.apply('a', 'stop', by);
  t.equal((await stand.orderEntries.order('a')).state, 'stopping');
  t.equal(await claim(stand, 2), null);
  if (one !== null) await stand.orderEntries.settle(one.entry, { state: 'issued', readerId: 'r1' });
  t.match(await stand.orderEntries.order('a'), { state: 'stopped', endedAt: /2026/ });
  await t.rejects(stand.orderEntries.apply('a', 'pause', by), { code: 'batch.order.notNow' });
  await stand.orderEntries.apply('a', 'resume', by);
  t.match(await stand.orderEntries.order('a'), { state: 'running', endedAt: null });
});

await t.test('the speed of an order: of the last minutes, and none of a few cards', async (t) => {
  const stand = await start(t);
  await stand.place('a', 100);
  const issue = async (): Promise<void> => {
    const given = await claim(stand, 1);
    if (given !== null) await stand.orderEntries.settle(given.entry, { state: 'issued', readerId: 'r1' });
  };
  const told = async () => stand.orderEntries.progress(await stand.orderEntries.order('a'));
  await issue();
  t.match(await told(), { cardsAnHour: null, remainingSeconds: null, counts: { issued: 1, waiting: 99 } });
  for (let n = 0; n < 9; n += 1) {
    stand.clock.ms += 60_000;
    await issue();
  }
  const { cardsAnHour, remainingSeconds } = await told();
  t.ok(cardsAnHour !== null && Math.abs(cardsAnHour - 67) <= 1, `${cardsAnHour} an hour`);
  t.ok(remainingSeconds !== null && Math.abs(remainingSeconds - 4_860) <= 60, `${remainingSeconds} s`);
  stand.clock.ms += 60 * 60_000;
  t.match(await told(), { cardsAnHour: null }, 'a line that stands still has no speed');
});

await t.test('orders that are over are found by their name, a page at a time, the last one first', async (t) => {
  const stand = await start(t);
  const by = { actor: 'batch1', action: 'batch.stop', facts: {} };
  await stand.place('open', 1);
  for (const name of ['June', '七月 50%', 'August']) {
    await stand.place(name, 1, { state: 'awaitingApproval', raOrderId: `RA-${name}` });
    await stand.orderEntries.apply(name, 'stop', by);
  }
  const found = async (text: string, after: string | null = null, limit = 10) =>
    (await stand.orders.over(text, { after, limit, scope: null })).map(({ id }) => id);
  t.same(await found('', null, 2), ['August', '七月 50%']);
  t.same(await found('', '七月 50%', 2), ['June']);
  t.same(await found('jUN'), ['June']);
  t.same(await found('%'), ['七月 50%'], 'as it is written');
  t.same(await found('RA-August'), ['August'], 'by the RA’s own number');
  t.same(await found('batch1', 'August'), ['七月 50%', 'June'], 'by who placed it');
  t.same(await found('open'), [], 'one that is not over stands on the line');
});

await t.test('another turn for an order that waits for approval asks nobody anew', async (t) => {
  const stand = await start(t);
  await stand.place('big', 2, { state: 'awaitingApproval' });
  const told: string[] = [];
  const askIfNeeded: Placing['askIfNeeded'] = (_actor, id) => Promise.reject(new Error(`asked for ${id}`));
  const orders = new Orders({
    ...stand,
    placing: { askIfNeeded },
    changed: (id) => Promise.resolve(void told.push(id)),
  });
  const batch2 = { kind: 'staff', sessionId: 's', operator: 'batch2', role: 'batchOperator', ras: null } as const;
  const changed = await orders.change(batch2, 'big', { act: 'priority', priority: 9 });
  t.match(changed, { order: { priority: 9, state: 'awaitingApproval' }, approval: null });
  t.same(told, ['big']);
});

await t.test('an order that was taken half is gone at the next start', async (t) => {
  const stand = await start(t);
  await stand.place('whole', 2);
  await stand.orderEntries.addEntries('half', [{ number: 1, registrationId: 'R', userIdentifier: 'U', name: 'N' }]);
  await stand.entries.removeOrphans('whole');
  t.equal((await stand.entries.counts('half')).total, 1);
  await stand.entries.removeOrphans(null);
  t.equal((await stand.entries.counts('half')).total, 0);
  t.equal((await stand.entries.counts('whole')).total, 2);
});

await t.test('the last orders and failures are the last ones that a person may see', async (t) => {
  const stand = await start(t);
  const failure = { code: 'ra.refused.registrationUnknown', facts: {} } as const;
  for (const [id, raId, count] of [
    ['own', 'a', 1],
    ['other', 'b', 21],
  ] as const) {
    await stand.place(id, count, { raId });
    for (let n = 1; n <= count; n += 1) {
      const given = await claim(stand, n);
      if (given === null) throw new Error('an entry waits');
      await stand.orderEntries.settle(given.entry, { state: 'failed', readerId: 'r', failure });
    }
  }
  t.match(await stand.entries.lastFailed(20, ['a']), [{ orderId: 'own', number: 1 }]);
  t.equal((await stand.entries.lastFailed(20, null)).filter(({ orderId }) => orderId === 'other').length, 20);
  for (let n = 0; n < 50; n += 1) {
    await stand.place(`b${n}`, 1, { raId: 'b' });
    const given = await claim(stand, n);
    if (given !== null) await stand.orderEntries.settle(given.entry, { state: 'issued', readerId: 'r' });
  }
  const since = '2026-01-01T00:00:00.000Z';
  t.match(await stand.orders.ended(since, ['a']), [{ id: 'own' }]);
  t.equal((await stand.orders.ended(since, null)).length, 50);
});

await t.test('an order of 10,000: what is asked for each card reads no more than it needs', async (t) => {
  const stand = await start(t);
  await stand.place('big', 10_000);
  await stand.place('other', 10_000);
  stand.store.asked.clear();
  const given = await claim(stand, 1);
  if (given === null) throw new Error('an entry waits');
  await stand.orderEntries.began(given.entry, 'job');
  await stand.orderEntries.settle(given.entry, { state: 'issued', readerId: 'r1' });
  await stand.orderEntries.progress(await stand.orderEntries.order('big'));
  await stand.entries.working();
  await stand.entries.lastFailed(20, ['jcic']);
  await stand.entries.page('big', 'failed', 0, 100);
  await stand.entries.page('big', null, 5_000, 100);
  await stand.entries.inOpenOrders('jcic', ['big-1']);
  for (const [sql, params] of stand.store.asked) {
    const plan = await stand.database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params);
    const details = plan.map(({ detail }) => detail).join('; ');
    t.notMatch(details, /SCAN batch_entry(?! USING INDEX batch_entry_(working|failed))/, sql);
    t.notMatch(details, /SEARCH batch_entry USING PRIMARY KEY \(order_id=\?\)/, sql);
    t.notMatch(details, /TEMP B-TREE FOR ORDER BY.*batch_entry/, sql);
  }
  t.ok(stand.store.asked.size >= 10, 'there was something to look at');
});
t.end();

/** The report of a batch order: speed, stock and spoiled cards. */
import t from 'tap';
import { entryKey, orderKeyPrefix, readEntryKey } from '../../../daemon/jobs/entryKey.js';
import { BatchReports, cardsAnHour } from '../../../daemon/batch/report.js';
import type { OrderProgress } from '../../../daemon/batch/orderEntries.js';

await t.test('cards an hour, from the first card put in to the last one done', (t) => {
  const reader = { readerId: 'r', family: 'f', failed: 0, firstAt: '2026-01-01T10:00:00Z' };
  t.equal(cardsAnHour({ ...reader, issued: 30, lastAt: '2026-01-01T10:06:00Z' }), 300);
  t.equal(cardsAnHour({ ...reader, issued: 1, lastAt: '2026-01-01T10:06:00Z' }), null, 'of one card alone');
  t.equal(cardsAnHour({ ...reader, issued: 5, lastAt: '2026-01-01T10:00:00Z' }), null, 'in no time');
  t.end();
});

await t.test('the key of an entry’s job', (t) => {
  const entry = { orderId: 'f7d3-1', number: 12, tries: 3 };
  t.equal(entryKey(entry), 'batch:f7d3-1:12:3');
  t.ok(entryKey(entry).startsWith(orderKeyPrefix('f7d3-1')));
  t.same(readEntryKey(entryKey(entry)), entry);
  for (const other of [crypto.randomUUID(), 'batch:1:2', 'batch:a:b:c', 'batch:a:1:2:3'])
    t.equal(readEntryKey(other), null);
  t.end();
});

const order: OrderProgress = {
  ...{ id: 'o', raId: 'jcic', raOrderId: null, name: '五月', product: 'issueCard', state: 'finished', priority: 5 },
  ...{ placedBy: 'batch1', placedAt: '2026-01-01T00:00:00Z', approvedBy: 'supervisor1' },
  ...{ startedAt: '2026-01-01T01:00:00Z', endedAt: '2026-01-01T02:00:00Z', cardsAnHour: 9, remainingSeconds: null },
  total: 4,
  counts: { total: 4, waiting: 0, working: 0, issued: 3, failed: 1 },
};

await t.test('the report: stock at the first card and after the last, spoiled cards with their entry', async (t) => {
  const asked: string[] = [];
  const reports = new BatchReports({
    orders: {
      order: () => Promise.resolve(order),
      entries: () => Promise.resolve({ entries: [], more: false }),
    },
    work: {
      spoiled: () =>
        Promise.resolve([
          { idempotencyKey: 'batch:o:2:1', cardSerial: 'C9', at: '2026-01-01T01:30:00Z', reason: 'damaged' },
        ]),
      byReader: () =>
        Promise.resolve([
          {
            readerId: 'r',
            family: 'isoapplet',
            issued: 3,
            failed: 1,
            firstAt: order.startedAt ?? '',
            lastAt: order.endedAt ?? '',
          },
        ]),
    } as unknown as ConstructorParameters<typeof BatchReports>[0]['work'],
    stock: {
      balance: (at) => {
        asked.push(at);
        return Promise.resolve(at === order.startedAt ? 100 : 96);
      },
    },
    readerName: () => 'A1',
    clock: { now: () => 0 },
    fonts: { text: [], mono: { file: '' } },
  });
  t.match(await reports.of('o'), {
    stock: { before: 100, after: 96 },
    spoiled: [{ cardSerial: 'C9', number: 2, reason: 'damaged' }],
    readers: [{ readerId: 'r', issued: 3, failed: 1, cardsAnHour: 3 }],
  });
  t.same(asked, [order.startedAt, order.endedAt]);
  const csv = await reports.csv('o', 'en');
  t.match(csv, /\r\nIssued,3\r\nFailed,1\r\n/);
  t.match(csv, /\r\nA1,isoapplet,3,1,3\r\n/);
  t.match(csv, /\r\nBlank cards before,100\r\nBlank cards after,96\r\n/);
  t.match(await reports.csv('o', 'zh-TW'), /,晶片卡損壞\r\n/, 'a reason in words');
});
t.end();

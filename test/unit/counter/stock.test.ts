/** Every blank card is accounted for from day to day and over a count. */
import { join } from 'node:path';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { Stock } from '../../../daemon/stock/stock.js';
import { CardTable } from '../../../daemon/cases/cardTable.js';
import { StockTable } from '../../../daemon/stock/stockTable.js';

await t.test('every blank card is accounted for, over midnight in Taipei and over a count', async (t) => {
  const migrations = projectPath('daemon', 'store', 'migrations');
  const database = await openDatabase(join(t.testdir(), 'gateway.db'), migrations);
  t.teardown(() => database.close());
  let nowMs = Date.parse('2026-03-01T02:00:00Z');
  const clock = { now: () => nowMs };
  const audit = new Audit(database, clock);
  const cards = new CardTable(database, clock);
  const stock = new Stock({ database, table: new StockTable(database, clock), audit, clock });
  const later = (minutes: number): void => void (nowMs += minutes * 60_000);
  const record = (kind: 'received' | 'returned' | 'counted', count: number): Promise<unknown> =>
    stock.record('anna', { kind, count, note: '' });
  const happens = async (action: string, subject: string): Promise<void> => {
    later(1);
    await audit.append({ actor: 'anna', action, subject, facts: {} });
  };
  const spoils = async (serial: string): Promise<void> => {
    later(1);
    const at = new Date(nowMs).toISOString();
    await cards.spoil(database, serial, { at, reason: 'damaged', note: '', operator: 'anna', raId: 'jcic' });
  };

  await record('received', 100);
  await happens('card.issued', '01');
  await happens('card.prepared', '02');
  await happens('card.issued', '02');
  await spoils('03');
  await spoils('02');
  later(1);
  await record('returned', 10);
  later(1);
  t.equal((await stock.now()).balance, 100 - 1 - 1 - 1 - 10, 'a card leaves the stock once, whatever becomes of it');

  const [from, to] = ['2026-02-28T16:00:00.000Z', '2026-03-01T16:00:00.000Z'];
  t.same(await stock.ofDay(from, to), {
    ...{ opening: 0, received: 100, returned: 10, used: 2, spoiled: 1, missing: 0, expected: 87 },
    ...{ counted: null, difference: null },
  });

  // The next day in Taipei is still the same day in UTC.
  nowMs = Date.parse('2026-03-01T16:30:00Z');
  await record('counted', 85);
  await happens('card.issued', '04');
  later(1);
  t.equal((await stock.now()).balance, 84, 'a count is believed more than the books before it');
  t.same(await stock.ofDay(to, '2026-03-02T16:00:00.000Z'), {
    ...{ opening: 87, received: 0, returned: 0, used: 1, spoiled: 0, missing: 0, expected: 86 },
    ...{ counted: 85, difference: -2 },
  });
  t.match(await stock.now(), {
    movements: [{ kind: 'counted', expected: 87 }, { kind: 'returned' }, { kind: 'received' }],
  });
});
t.end();

/** Orders in a real store, for what no reader is needed for. */
import { join } from 'node:path';
import type { Test } from 'tap';
import { openDatabase, type Database, type Executor, type SqlValue } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { OrderEntries } from '../../../daemon/batch/orderEntries.js';
import { BatchEntryTable } from '../../../daemon/batch/batchEntryTable.js';
import { BatchOrderTable, type BatchOrder } from '../../../daemon/batch/batchOrderTable.js';

/** Remembers every statement that was asked, and lets none through while the disk is full. */
class Listening implements Database {
  readonly asked = new Map<string, readonly SqlValue[]>();
  isFull = false;

  constructor(private readonly database: Database) {}

  run: Executor['run'] = (sql, params) => this.#over(this.database).run(sql, params);
  get: Executor['get'] = (sql, params) => this.#over(this.database).get(sql, params);
  all: Executor['all'] = (sql, params) => this.#over(this.database).all(sql, params);

  transaction<T>(work: (tx: Executor) => Promise<T>): Promise<T> {
    return this.database.transaction((tx) => work(this.#over(tx)));
  }

  compact(): Promise<void> {
    return this.database.compact();
  }

  close(): Promise<void> {
    return this.database.close();
  }

  #over(executor: Executor): Executor {
    const hear = (sql: string, params: readonly SqlValue[] = []): void => void this.asked.set(sql, params);
    return {
      run: (sql, params) => {
        hear(sql, params);
        return this.isFull ? Promise.reject(new Error('SQLITE_FULL')) : executor.run(sql, params);
      },
      get: (sql, params) => {
        hear(sql, params);
        return executor.get(sql, params);
      },
      all: (sql, params) => {
        hear(sql, params);
        return executor.all(sql, params);
      },
    };
  }
}

export type Stand = Awaited<ReturnType<typeof startStand>>;

export async function startStand(t: Test) {
  const folder = t.testdir();
  const database = await openDatabase(join(folder, 'gateway.db'), projectPath('daemon', 'store', 'migrations'));
  t.teardown(() => database.close());
  const store = new Listening(database);
  const clock = { ms: Date.parse('2026-01-01T00:00:00Z'), now: () => (clock.ms += 1) };
  const [orders, entries] = [new BatchOrderTable(store), new BatchEntryTable(store)];
  const audit = new Audit(store, clock);
  const orderEntries = new OrderEntries({ database: store, orders, entries, audit, clock, approvalAbove: 20_000 });
  const place = async (id: string, count: number, more: Partial<BatchOrder> = {}): Promise<void> => {
    const named = (number: number) => ({
      number,
      registrationId: `${id}-${number}`,
      userIdentifier: '',
      name: '王小明',
    });
    await orderEntries.addEntries(
      id,
      Array.from({ length: count }, (_, index) => named(index + 1)),
    );
    const order: BatchOrder = {
      ...{ id, raId: 'jcic', raOrderId: null, name: id, product: 'issueCard', state: 'running', priority: 5 },
      ...{ total: count, placedBy: 'batch1', placedAt: new Date(clock.now()).toISOString(), approvedBy: null },
      ...{ startedAt: null, endedAt: null },
      ...more,
    };
    const by = { actor: 'batch1', action: 'batch.placed', subject: id, facts: {} };
    await orderEntries.place(order, by, () => Promise.resolve());
  };
  return { database, store, clock, audit, orders, entries, orderEntries, place };
}

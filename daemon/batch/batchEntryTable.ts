/**
 * The table `batch_entry`: read a page at a time, never whole. `INDEXED BY` where SQLite would rather walk the order's entries
 * that are done: of an order of 10,000 that is most of them.
 */
import type { Database, Executor, SqlValue } from '../../base/database.js';
import type { StoredFailure } from '../contract/failures/failure.js';
import { failureFormat } from '../failures/storedFailure.js';
import type { RaScope } from '../ras/raScope.js';

/** `failed`: a person decides whether it is run again. */
export type EntryState = 'waiting' | 'working' | 'issued' | 'failed';

/** One card of an order. */
export interface BatchEntry {
  readonly orderId: string;
  /** Its place in the order, from 1. */
  readonly number: number;
  readonly registrationId: string;
  readonly userIdentifier: string;
  readonly name: string;
  readonly state: EntryState;
  /** How many jobs were begun for it. */
  readonly tries: number;
  readonly jobId: string | null;
  readonly cardSerial: string | null;
  readonly readerId: string | null;
  readonly failure: StoredFailure | null;
  /** RFC 3339, as `endedAt`. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** Entries of an order, by their states. */
export type EntryCounts = Readonly<Record<EntryState | 'total', number>>;

/** An entry as it is ordered. */
export type OrderedEntry = Pick<BatchEntry, 'number' | 'registrationId' | 'userIdentifier' | 'name'>;

interface Row {
  order_id: string;
  number: number;
  registration_id: string;
  user_identifier: string;
  name: string;
  state: EntryState;
  tries: number;
  job_id: string | null;
  card_serial: string | null;
  reader_id: string | null;
  failure_json: string | null;
  started_at: string | null;
  ended_at: string | null;
}

const failures = failureFormat('batch_entry.failure_json');

const toEntry = (row: Row): BatchEntry => ({
  orderId: row.order_id,
  number: row.number,
  registrationId: row.registration_id,
  userIdentifier: row.user_identifier,
  name: row.name,
  state: row.state,
  tries: row.tries,
  jobId: row.job_id,
  cardSerial: row.card_serial,
  readerId: row.reader_id,
  failure: failures.readNullable(row.failure_json, `${row.order_id} ${row.number}`),
  startedAt: row.started_at,
  endedAt: row.ended_at,
});

export class BatchEntryTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Many in one statement. @param executor the database itself for entries whose order is not written yet */
  async insert(executor: Executor, orderId: string, entries: readonly OrderedEntry[]): Promise<void> {
    await executor.run(
      `INSERT INTO batch_entry (order_id, number, registration_id, user_identifier, name)
       SELECT ?, value ->> 'number', value ->> 'registrationId', value ->> 'userIdentifier', value ->> 'name'
       FROM json_each(?)`,
      [orderId, JSON.stringify(entries)],
    );
  }

  /** Entries of an order that was never taken whole. @param orderId null: of every one */
  async removeOrphans(orderId: string | null): Promise<void> {
    await this.#database.run(
      `DELETE FROM batch_entry WHERE order_id = coalesce(?, order_id) AND order_id NOT IN (SELECT id FROM batch_order)`,
      [orderId],
    );
  }

  /** Writes what may change in an entry's life, unless another try of it was begun. @returns was it written? */
  async update(tx: Executor, entry: BatchEntry, from: EntryState): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE batch_entry SET state = ?, tries = ?, job_id = ?, card_serial = ?, reader_id = ?, failure_json = ?,
                              started_at = ?, ended_at = ?
       WHERE order_id = ? AND number = ? AND state = ? AND tries <= ?`,
      [
        entry.state,
        entry.tries,
        entry.jobId,
        entry.cardSerial,
        entry.readerId,
        failures.writeNullable(entry.failure),
        entry.startedAt,
        entry.endedAt,
        entry.orderId,
        entry.number,
        from,
        entry.tries,
      ],
    );
    return changes > 0;
  }

  async find(orderId: string, number: number, executor: Executor = this.#database): Promise<BatchEntry | null> {
    const sql = 'SELECT * FROM batch_entry WHERE order_id = ? AND number = ?';
    const row = await executor.get<Row>(sql, [orderId, number]);
    return row ? toEntry(row) : null;
  }

  /** Whose turn it is. */
  async nextWaiting(tx: Executor, orderId: string): Promise<BatchEntry | null> {
    const row = await tx.get<Row>(
      `SELECT * FROM batch_entry INDEXED BY batch_entry_by_state
       WHERE order_id = ? AND state = 'waiting' ORDER BY number LIMIT 1`,
      [orderId],
    );
    return row ? toEntry(row) : null;
  }

  /**
   * The entry that a card is made for which was begun for that registration: of the order that is not over, else of the newest. One
   * that is under way is not taken from another card.
   */
  async ofRegistration(
    tx: Executor,
    raId: string,
    registrationId: string,
    cardSerial: string,
  ): Promise<BatchEntry | null> {
    const row = await tx.get<Row>(
      `SELECT batch_entry.* FROM batch_entry JOIN batch_order ON batch_order.id = order_id
       WHERE registration_id = ? AND ra_id = ? AND batch_order.state <> 'awaitingApproval'
         AND (batch_entry.state IN ('waiting', 'failed') OR (batch_entry.state = 'working' AND card_serial = ?))
       ORDER BY batch_order.state IN ('stopped', 'finished'), placed_at DESC LIMIT 1`,
      [registrationId, raId, cardSerial],
    );
    return row ? toEntry(row) : null;
  }

  /** Every entry that is under way, of all orders: as many as cards are. */
  async working(): Promise<BatchEntry[]> {
    const rows = await this.#database.all<Row>(
      `SELECT * FROM batch_entry INDEXED BY batch_entry_working WHERE state = 'working' ORDER BY order_id, number`,
    );
    return rows.map(toEntry);
  }

  /** @param state null: whatever it is */
  async page(orderId: string, state: EntryState | null, after: number, limit: number): Promise<BatchEntry[]> {
    const [condition, params]: [string, SqlValue[]] = state === null ? ['', []] : ['AND state = ?', [state]];
    const rows = await this.#database.all<Row>(
      `SELECT * FROM batch_entry WHERE order_id = ? ${condition} AND number > ? ORDER BY number LIMIT ?`,
      [orderId, ...params, after, limit],
    );
    return rows.map(toEntry);
  }

  /** The last ones that failed, newest first. */
  async lastFailed(limit: number, scope: RaScope): Promise<BatchEntry[]> {
    const rows = await this.#database.all<Row>(
      `SELECT * FROM batch_entry INDEXED BY batch_entry_failed WHERE state = 'failed'
         AND (?2 IS NULL OR EXISTS (SELECT 1 FROM batch_order
                                    WHERE id = order_id AND instr(?2, ' ' || ra_id || ' ') > 0))
       ORDER BY ended_at DESC LIMIT ?1`,
      [limit, scope && ` ${scope.join(' ')} `],
    );
    return rows.map(toEntry);
  }

  /** Failed ones wait again. @param numbers null: all @returns how many */
  async runAgain(tx: Executor, orderId: string, numbers: readonly number[] | null): Promise<number> {
    const { changes } = await tx.run(
      `UPDATE batch_entry SET state = 'waiting', failure_json = NULL, job_id = NULL, card_serial = NULL, reader_id = NULL,
                              started_at = NULL, ended_at = NULL
       WHERE order_id = ?1 AND state = 'failed' AND (?2 IS NULL OR number IN (SELECT value FROM json_each(?2)))`,
      [orderId, numbers && JSON.stringify(numbers)],
    );
    return changes;
  }

  async counts(orderId: string, executor: Executor = this.#database): Promise<EntryCounts> {
    const rows = await executor.all<{ state: EntryState; n: number }>(
      'SELECT state, count(*) AS n FROM batch_entry WHERE order_id = ? GROUP BY state',
      [orderId],
    );
    const counts = { total: 0, waiting: 0, working: 0, issued: 0, failed: 0 };
    for (const { state, n } of rows) {
      counts[state] = n;
      counts.total += n;
    }
    return counts;
  }

  /** Cards of an order that were issued since then. @param since RFC 3339 */
  async issuedSince(orderId: string, since: string): Promise<number> {
    const row = await this.#database.get<{ n: number }>(
      "SELECT count(*) AS n FROM batch_entry WHERE order_id = ? AND ended_at > ? AND state = 'issued'",
      [orderId, since],
    );
    return row?.n ?? 0;
  }

  /** Which of these stand in an order of the RA that is not over, and in which. */
  async inOpenOrders(
    raId: string,
    registrationIds: readonly string[],
    executor: Executor = this.#database,
  ): Promise<ReadonlyMap<string, string>> {
    const rows = await executor.all<{ registration_id: string; name: string }>(
      `SELECT registration_id, batch_order.name FROM batch_entry JOIN batch_order ON batch_order.id = order_id
       WHERE registration_id IN (SELECT value FROM json_each(?)) AND ra_id = ? AND batch_entry.state <> 'issued'
         AND batch_order.state NOT IN ('stopped', 'finished')`,
      [JSON.stringify(registrationIds), raId],
    );
    return new Map(rows.map((row) => [row.registration_id, row.name]));
  }
}

/** The table `letter_print`: every attempt to print a password letter, before it begins and when it has ended. */
import { randomUUID } from 'node:crypto';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';

export interface PrintAttempt {
  readonly id: string;
  readonly raId: string;
  readonly letterId: string;
  /** 1 for the first print. */
  readonly copy: number;
  readonly operator: string;
  readonly reason: string | null;
  /** Which card of which batch order (批次訂單) it is printed with; null: by itself. */
  readonly batch: { readonly orderId: string; readonly number: number } | null;
}

/** What came of the attempts at one letter. */
export interface EarlierPrints {
  readonly letterId: string;
  readonly printed: number;
  /** Attempts without an outcome: the gateway ended in the middle. */
  readonly unknown: number;
}

/** Cards of a batch order by what came of their letters. */
export interface BatchPrints {
  readonly printed: number;
  readonly failed: number;
  /** The last attempt at a letter has no outcome. */
  readonly unknown: number;
}

export class LetterPrintTable {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** On the disk when the promise resolves: nothing is printed that this table does not know of. */
  async begin(attempts: readonly Omit<PrintAttempt, 'id'>[]): Promise<PrintAttempt[]> {
    const begun = attempts.map((attempt) => ({ id: randomUUID(), ...attempt }));
    await this.database.run(
      `INSERT INTO letter_print (id, ra_id, letter_id, copy, operator, reason, batch_order_id, batch_number, began_at)
       SELECT value ->> 'id', value ->> 'raId', value ->> 'letterId', value ->> 'copy', value ->> 'operator',
              value ->> 'reason', value ->> '$.batch.orderId', value ->> '$.batch.number', ?
       FROM json_each(?)`,
      [timestamp(this.clock), JSON.stringify(begun)],
    );
    return begun;
  }

  /** @returns when */
  async end(ids: readonly string[], outcome: 'printed' | 'failed'): Promise<string> {
    const at = timestamp(this.clock);
    await this.database.run(
      'UPDATE letter_print SET ended_at = ?, outcome = ? WHERE id IN (SELECT value FROM json_each(?))',
      [at, outcome, JSON.stringify(ids)],
    );
    return at;
  }

  /** Of those letters that an attempt was made at, by their ids. */
  async earlier(raId: string, letterIds: readonly string[]): Promise<Map<string, EarlierPrints>> {
    const rows = await this.database.all<EarlierPrints>(
      `SELECT letter_id AS letterId, count(*) FILTER (WHERE outcome = 'printed') AS printed,
              count(*) FILTER (WHERE outcome IS NULL) AS unknown
       FROM letter_print WHERE ra_id = ? AND letter_id IN (SELECT value FROM json_each(?)) GROUP BY letter_id`,
      [raId, JSON.stringify(letterIds)],
    );
    return new Map(rows.map((row) => [row.letterId, row]));
  }

  /** A letter that was ever printed is; a card is as the worst of its letters. */
  async ofBatchOrder(orderId: string): Promise<BatchPrints> {
    const counts = await this.database.get<BatchPrints>(
      `SELECT count(*) FILTER (WHERE unknown = 0 AND failed = 0) AS printed,
              count(*) FILTER (WHERE unknown = 0 AND failed = 1) AS failed,
              count(*) FILTER (WHERE unknown = 1) AS unknown
       FROM (SELECT max(last IS NULL) AS unknown, max(printed = 0) AS failed
             FROM (SELECT batch_number, outcome AS last, max(rowid),
                          count(*) FILTER (WHERE outcome = 'printed') AS printed
                   FROM letter_print WHERE batch_order_id = ? GROUP BY letter_id)
             GROUP BY batch_number)`,
      [orderId],
    );
    return counts ?? { printed: 0, failed: 0, unknown: 0 };
  }
}

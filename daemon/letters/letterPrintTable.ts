/** The table `letter_print`: every attempt to print a password letter, before it begins and when it has ended. */
import { randomUUID } from 'node:crypto';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';

/** `PrintAttempt.handedTo` of what went to the printer. */
export const toPrinter = 'printer';

export interface PrintAttempt {
  readonly id: string;
  readonly raId: string;
  readonly letterId: string;
  /** 1 for the first print. */
  readonly copy: number;
  readonly operator: string;
  readonly reason: string | null;
  /** Which card of which batch order (批次訂單) it is printed with; null: by itself. */
  readonly batch: { readonly orderId: string; readonly number: number; readonly runId: string } | null;
  readonly registrationId: string;
}

/** An attempt without an outcome: under way, or it was interrupted. */
export interface OpenAttempt extends PrintAttempt {
  /** Where it was sent to: `toPrinter`, or its file in the spool folder; null: it had not left. */
  readonly handedTo: string | null;
}

interface OpenRow {
  id: string;
  ra_id: string;
  letter_id: string;
  copy: number;
  operator: string;
  reason: string | null;
  batch_order_id: string | null;
  batch_number: number | null;
  run_id: string | null;
  registration_id: string | null;
  handed_to: string | null;
}

const toOpen = (row: OpenRow): OpenAttempt => ({
  id: row.id,
  raId: row.ra_id,
  letterId: row.letter_id,
  copy: row.copy,
  operator: row.operator,
  reason: row.reason,
  batch:
    row.batch_order_id === null || row.batch_number === null
      ? null
      : { orderId: row.batch_order_id, number: row.batch_number, runId: row.run_id ?? '' },
  registrationId: row.registration_id ?? row.letter_id,
  handedTo: row.handed_to,
});

/** What came of the attempts at one letter. */
export interface EarlierPrints {
  readonly letterId: string;
  readonly printed: number;
  /** Attempts without an outcome: under way, or interrupted. */
  readonly unknown: number;
  /** It was printed in the run that was asked about, or may have been. */
  readonly inRun: 0 | 1;
}

/** Cards of a batch order by what came of their letters. */
export interface BatchPrints {
  readonly printed: number;
  readonly failed: number;
  /** The last attempt at a letter has no outcome. */
  readonly unknown: number;
}

export class LetterPrintTable {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** On the disk when the promise resolves: nothing is printed that this table does not know of. */
  async begin(attempts: readonly Omit<PrintAttempt, 'id'>[]): Promise<PrintAttempt[]> {
    const begun = attempts.map((attempt) => ({ id: randomUUID(), ...attempt }));
    await this.#database.run(
      `INSERT INTO letter_print (id, ra_id, letter_id, copy, operator, reason, batch_order_id, batch_number, run_id,
                                 registration_id, began_at)
       SELECT value ->> 'id', value ->> 'raId', value ->> 'letterId', value ->> 'copy', value ->> 'operator',
              value ->> 'reason', value ->> '$.batch.orderId', value ->> '$.batch.number', value ->> '$.batch.runId',
              value ->> 'registrationId', ?
       FROM json_each(?)`,
      [timestamp(this.#clock), JSON.stringify(begun)],
    );
    return begun;
  }

  /** On the disk before they leave: without it, surely nothing came out. @param to `OpenAttempt.handedTo` */
  async handing(ids: readonly string[], to: string): Promise<void> {
    await this.#database.run('UPDATE letter_print SET handed_to = ? WHERE id IN (SELECT value FROM json_each(?))', [
      to,
      JSON.stringify(ids),
    ]);
  }

  /** Attempts without an outcome, oldest first. @param orderId of this batch order only; null: every one */
  async open(orderId: string | null): Promise<OpenAttempt[]> {
    const condition = orderId === null ? '' : 'AND batch_order_id = ?';
    const rows = await this.#database.all<OpenRow>(
      `SELECT * FROM letter_print WHERE outcome IS NULL ${condition} ORDER BY rowid`,
      orderId === null ? [] : [orderId],
    );
    return rows.map(toOpen);
  }

  /** Attempts that came to nothing, as if they had not been made. */
  async remove(ids: readonly string[]): Promise<void> {
    await this.#database.run('DELETE FROM letter_print WHERE id IN (SELECT value FROM json_each(?))', [
      JSON.stringify(ids),
    ]);
  }

  async end(ids: readonly string[], outcome: 'printed' | 'failed'): Promise<void> {
    await this.#database.run(
      'UPDATE letter_print SET ended_at = ?, outcome = ? WHERE outcome IS NULL AND id IN (SELECT value FROM json_each(?))',
      [timestamp(this.#clock), outcome, JSON.stringify(ids)],
    );
  }

  /** Of those letters that an attempt was made at, by their ids. @param runId which run `inRun` is about */
  async earlier(raId: string, letterIds: readonly string[], runId = ''): Promise<Map<string, EarlierPrints>> {
    const rows = await this.#database.all<EarlierPrints>(
      `SELECT letter_id AS letterId, count(*) FILTER (WHERE outcome = 'printed') AS printed,
              count(*) FILTER (WHERE outcome IS NULL) AS unknown,
              coalesce(max(run_id = ? AND outcome IS NOT 'failed'), 0) AS inRun
       FROM letter_print WHERE ra_id = ? AND letter_id IN (SELECT value FROM json_each(?)) GROUP BY letter_id`,
      [runId, raId, JSON.stringify(letterIds)],
    );
    return new Map(rows.map((row) => [row.letterId, row]));
  }

  /** A letter that was ever printed is; a card is as the worst of its letters. */
  async ofBatchOrder(orderId: string): Promise<BatchPrints> {
    const counts = await this.#database.get<BatchPrints>(
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

  /** Numbers of the cards of which the last attempt at a letter has no outcome. */
  async inDoubt(orderId: string): Promise<number[]> {
    const rows = await this.#database.all<{ number: number }>(
      `SELECT DISTINCT batch_number AS number
       FROM (SELECT batch_number, outcome, max(rowid) FROM letter_print WHERE batch_order_id = ? GROUP BY letter_id)
       WHERE outcome IS NULL ORDER BY number`,
      [orderId],
    );
    return rows.map(({ number }) => number);
  }
}

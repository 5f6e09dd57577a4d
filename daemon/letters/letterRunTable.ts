/** The table `letter_run`: runs through the letters of batch orders, and what came of each. */
import { basename } from 'node:path';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import { z } from 'zod';
import { StoredFormat } from '../store/storedFormat.js';
import { toPrinter } from './letterPrintTable.js';

/** What a run through an order's letters is to print. */
export interface RunScope {
  /** `spool`: PDF files in the spool folder. */
  readonly to: 'printer' | 'spool';
  /** The cards whose letters are wanted; null: all. */
  readonly numbers: readonly number[] | null;
  /** Print those again, too, that came out or may have. Without it they are left alone. */
  readonly reprintReason?: string | undefined;
}

export interface StoredRun extends RunScope {
  readonly id: string;
  readonly orderId: string;
  readonly operator: string;
  readonly begunAt: string;
  /** null: it is under way, or the gateway ended in the middle of it. */
  readonly endedAt: string | null;
}

/** Letters of a run by what came of them. */
export interface RunCounts {
  readonly printed: number;
  readonly failed: number;
  /** In the spool folder, in card order. */
  readonly files: readonly string[];
}

interface Row {
  id: string;
  order_id: string;
  destination: StoredRun['to'];
  numbers_json: string | null;
  reprint_reason: string | null;
  operator: string;
  begun_at: string;
  ended_at: string | null;
}

const numbers = z.array(z.int().min(1));

/** Version 1 was the list alone. */
const numbersFormat = StoredFormat.of('letter_run.numbers_json', numbers).next(z.object({ numbers }), (before) => ({
  numbers: before,
}));

const toRun = (row: Row): StoredRun => ({
  id: row.id,
  orderId: row.order_id,
  to: row.destination,
  numbers: numbersFormat.readNullable(row.numbers_json, row.id)?.numbers ?? null,
  ...(row.reprint_reason !== null && { reprintReason: row.reprint_reason }),
  operator: row.operator,
  begunAt: row.begun_at,
  endedAt: row.ended_at,
});

export class LetterRunTable {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async insert({ id, orderId, to, numbers, reprintReason, operator, begunAt }: StoredRun): Promise<void> {
    await this.#database.run(
      `INSERT INTO letter_run (id, order_id, destination, numbers_json, reprint_reason, operator, begun_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [
        id,
        orderId,
        to,
        numbersFormat.writeNullable(numbers && { numbers: [...numbers] }),
        reprintReason ?? null,
        operator,
        begunAt,
      ],
    );
  }

  async end(id: string): Promise<void> {
    await this.#database.run('UPDATE letter_run SET ended_at = ? WHERE id = ?', [timestamp(this.#clock), id]);
  }

  /** Of an order. @throws {UnreadableRowError} */
  async last(orderId: string): Promise<StoredRun | null> {
    const row = await this.#database.get<Row>(
      'SELECT * FROM letter_run WHERE order_id = ? ORDER BY begun_at DESC, rowid DESC LIMIT 1',
      [orderId],
    );
    return row ? toRun(row) : null;
  }

  /** What stands written; a letter that failed and came out afterwards did not fail. */
  async counts(id: string): Promise<RunCounts> {
    const rows = await this.#database.all<{ printed: number; handed_to: string | null }>(
      `SELECT max(outcome = 'printed') AS printed, max(handed_to) FILTER (WHERE outcome = 'printed') AS handed_to
       FROM letter_print WHERE run_id = ? AND outcome IS NOT NULL GROUP BY letter_id ORDER BY min(rowid)`,
      [id],
    );
    const places = rows.flatMap(({ handed_to: to }) => (to === null || to === toPrinter ? [] : [basename(to)]));
    const printed = rows.filter((row) => row.printed === 1).length;
    return { printed, failed: rows.length - printed, files: [...new Set(places)] };
  }
}

/** The table `stock_movement`, and the number of used and spoiled blank cards from the audit log and the cards. */
import { randomUUID } from 'node:crypto';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database, Executor } from '../../base/database.js';

/** The actions that use up a blank card. The same list as in the index `audit_used`. */
const usedActions = "('card.issued', 'card.prepared')";

/** A movement that undoes another one is subtracted. */
const signed = 'sum(CASE WHEN undoes IS NULL THEN count ELSE -count END)';

/** Condition for a movement `m` that was not undone at the moment `?`. */
const standing = 'm.undoes IS NULL AND NOT EXISTS (SELECT 1 FROM stock_movement u WHERE u.undoes = m.id AND u.at <= ?)';

const withUndoing = `SELECT m.id, m.at, m.kind, m.count, m.expected, m.note, m.operator, m.box_id AS boxId, m.place, m.undoes,
  (SELECT u.id FROM stock_movement u WHERE u.undoes = m.id) AS undoneBy FROM stock_movement m`;

/** Where a box is: 庫房, 批次產線, 櫃檯. */
export type StockPlace = 'store' | 'line' | 'counter';

/** What came, went back, was counted or moved; of a box without serial numbers also what a person took out or spoiled. */
export interface StockMovement {
  readonly id: string;
  /** RFC 3339, UTC */
  readonly at: string;
  readonly kind: 'received' | 'returned' | 'counted' | 'moved' | 'issued' | 'spoiled';
  /** Cards; 0 where a box was moved. */
  readonly count: number;
  /** The calculated number just before: of the box, or of the cards outside boxes. */
  readonly expected: number;
  readonly note: string;
  readonly operator: string;
  /** null: cards outside boxes. */
  readonly boxId: string | null;
  readonly place: StockPlace | null;
  /** The movement that this one takes back. */
  readonly undoes: string | null;
  /** The movement that took this one back. */
  readonly undoneBy: string | null;
}

/** Totals of everything until a moment. The changes of a period are the difference of two of them. */
export interface StockBooks {
  /** Cards outside boxes. */
  readonly looseReceived: number;
  readonly looseReturned: number;
  readonly boxReceived: number;
  readonly boxReturned: number;
  /** From boxes without serial numbers, as recorded by a person: taken out to be issued, and spoiled. */
  readonly takenOut: number;
  readonly boxSpoiled: number;
  readonly missing: number;
  /** Cards that were issued or prepared; and those of them that belong to a box by their serial number. */
  readonly used: number;
  readonly usedOfBoxes: number;
  /** Cards that were spoiled before they were issued or prepared; and those of them that belong to a box. */
  readonly spoiled: number;
  readonly spoiledOfBoxes: number;
}

export class StockTable {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async insert(
    movement: Omit<StockMovement, 'id' | 'at' | 'undoneBy'>,
    tx: Executor = this.#database,
  ): Promise<StockMovement> {
    const row = { id: randomUUID(), at: timestamp(this.#clock), ...movement, undoneBy: null };
    const { id, at, kind, count, expected, note, operator, boxId, place, undoes } = row;
    await tx.run(
      `INSERT INTO stock_movement (id, at, kind, count, expected, note, operator, box_id, place, undoes)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [id, at, kind, count, expected, note, operator, boxId, place, undoes],
    );
    return row;
  }

  /** Newest first. @param boxId null: all movements */
  latest(boxId: string | null, limit: number): Promise<StockMovement[]> {
    return this.#database.all(
      `${withUndoing} WHERE ? IS NULL OR m.box_id = ? ORDER BY m.at DESC, m.rowid DESC LIMIT ?`,
      [boxId, boxId, limit],
    );
  }

  async find(id: string, tx: Executor): Promise<StockMovement | null> {
    return (await tx.get<StockMovement>(`${withUndoing} WHERE m.id = ?`, [id])) ?? null;
  }

  /** The last count that was not undone: of a box, or (null) of the cards outside boxes. @param until RFC 3339, inclusive */
  async lastCount(boxId: string | null, until: string, tx: Executor = this.#database): Promise<StockMovement | null> {
    const row = await tx.get<StockMovement>(
      `${withUndoing} WHERE m.kind = 'counted' AND m.box_id IS ? AND m.at <= ? AND ${standing}
       ORDER BY m.at DESC, m.rowid DESC LIMIT 1`,
      [boxId, until, until],
    );
    return row ?? null;
  }

  /** Has a count been made since this movement of the same box, or of the cards outside boxes? */
  async countedSince({ id, boxId }: StockMovement, tx: Executor): Promise<boolean> {
    const row = await tx.get(
      `SELECT 1 FROM stock_movement m
       WHERE m.kind = 'counted' AND m.box_id IS ? AND m.undoes IS NULL
         AND m.rowid > (SELECT rowid FROM stock_movement WHERE id = ?)
         AND NOT EXISTS (SELECT 1 FROM stock_movement u WHERE u.undoes = m.id)`,
      [boxId, id],
    );
    return row !== undefined;
  }

  /** @param until RFC 3339, inclusive */
  async books(until: string, executor: Executor = this.#database): Promise<StockBooks> {
    const [sums, missing, used, ofBoxes, spoiled] = await Promise.all([
      executor.all<{ kind: string; boxed: number; n: number }>(
        `SELECT kind, box_id IS NOT NULL AS boxed, ${signed} AS n FROM stock_movement WHERE at <= ? GROUP BY 1, 2`,
        [until],
      ),
      executor.get<{ n: number | null }>(
        `SELECT sum(m.expected - m.count) AS n FROM stock_movement m
         WHERE m.kind = 'counted' AND m.box_id IS NOT NULL AND m.at <= ? AND ${standing}`,
        [until, until],
      ),
      executor.get<{ n: number }>(
        `SELECT count(DISTINCT subject) AS n FROM audit WHERE action IN ${usedActions} AND at <= ?`,
        [until],
      ),
      executor.get<{ used: number | null; spoiled: number | null }>(
        `SELECT sum(${usedOfBox('?')}) AS used, sum(${spoiledOfBox('?')}) AS spoiled FROM stock_box b
         WHERE b.serial_from IS NOT NULL AND b.voided_at IS NULL`,
        [until, until],
      ),
      executor.get<{ n: number }>(`SELECT count(*) AS n FROM card c WHERE ${spoiledBlank('?')}`, [until]),
    ]);
    const sum = (kind: StockMovement['kind'], boxed: 0 | 1): number =>
      sums.find((row) => row.kind === kind && row.boxed === boxed)?.n ?? 0;
    return {
      looseReceived: sum('received', 0),
      looseReturned: sum('returned', 0),
      boxReceived: sum('received', 1),
      boxReturned: sum('returned', 1),
      takenOut: sum('issued', 1),
      boxSpoiled: sum('spoiled', 1),
      missing: missing?.n ?? 0,
      used: used?.n ?? 0,
      usedOfBoxes: ofBoxes?.used ?? 0,
      spoiled: spoiled?.n ?? 0,
      spoiledOfBoxes: ofBoxes?.spoiled ?? 0,
    };
  }
}

/** Condition for a card `c` that was spoiled before it was issued or prepared. @param until SQL of a moment */
function spoiledBlank(until: string): string {
  return `c.spoiled_at <= ${until} AND NOT EXISTS
    (SELECT 1 FROM audit WHERE subject = c.serial AND action IN ${usedActions} AND at < c.spoiled_at)`;
}

/** How many cards of a box `b` were issued or prepared. @param until SQL of a moment */
export function usedOfBox(until: string): string {
  return `(SELECT count(DISTINCT subject) FROM audit WHERE action IN ${usedActions} AND at <= ${until}
    AND subject BETWEEN b.serial_from AND b.serial_to AND length(subject) = length(b.serial_from))`;
}

/** How many blank cards of a box `b` were spoiled. @param until SQL of a moment */
export function spoiledOfBox(until: string): string {
  return `(SELECT count(*) FROM card c WHERE c.serial BETWEEN b.serial_from AND b.serial_to
    AND length(c.serial) = length(b.serial_from) AND ${spoiledBlank(until)})`;
}

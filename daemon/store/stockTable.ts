/** The table `stock_movement`, and what the audit log and the cards say of blank cards that were used or spoiled. */
import { randomUUID } from 'node:crypto';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import type { WireStockMovement } from '../api/messages.js';

type Kind = WireStockMovement['kind'];

/** With these a blank card leaves the stock: the first of them that names it counts. */
const usedActions = "('card.issued', 'card.prepared')";

export class StockTable {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async insert(movement: Omit<WireStockMovement, 'id' | 'at'>): Promise<WireStockMovement> {
    const { kind, count, expected, note, operator } = movement;
    const row = { id: randomUUID(), at: timestamp(this.clock), ...movement };
    await this.database.run(
      'INSERT INTO stock_movement (id, at, kind, count, expected, note, operator) VALUES (?, ?, ?, ?, ?, ?, ?)',
      [row.id, row.at, kind, count, expected, note, operator],
    );
    return row;
  }

  /** Newest first. */
  latest(limit: number): Promise<WireStockMovement[]> {
    return this.database.all('SELECT * FROM stock_movement ORDER BY at DESC, rowid DESC LIMIT ?', [limit]);
  }

  /** @param after exclusive, @param until inclusive; RFC 3339 */
  async sum(kind: Kind, after: string, until: string): Promise<number> {
    const row = await this.database.get<{ n: number | null }>(
      'SELECT sum(count) AS n FROM stock_movement WHERE kind = ? AND at > ? AND at <= ?',
      [kind, after, until],
    );
    return row?.n ?? 0;
  }

  /** The last count after `after`, until `until`. */
  async lastCount(after: string, until: string): Promise<WireStockMovement | null> {
    const row = await this.database.get<WireStockMovement>(
      `SELECT * FROM stock_movement WHERE kind = 'counted' AND at > ? AND at <= ? ORDER BY at DESC, rowid DESC LIMIT 1`,
      [after, until],
    );
    return row ?? null;
  }

  /** Blank cards that were issued or prepared for the first time. */
  async used(after: string, until: string): Promise<number> {
    const row = await this.database.get<{ n: number }>(
      `SELECT count(*) AS n
       FROM (SELECT min(at) AS first FROM audit WHERE action IN ${usedActions} GROUP BY subject)
       WHERE first > ? AND first <= ?`,
      [after, until],
    );
    return row?.n ?? 0;
  }

  /** Cards that were spoiled before they were issued or prepared. */
  async spoiled(after: string, until: string): Promise<number> {
    const row = await this.database.get<{ n: number }>(
      `SELECT count(*) AS n FROM card
       WHERE spoiled_at > ? AND spoiled_at <= ? AND NOT EXISTS
         (SELECT 1 FROM audit WHERE subject = card.serial AND action IN ${usedActions} AND at < card.spoiled_at)`,
      [after, until],
    );
    return row?.n ?? 0;
  }
}

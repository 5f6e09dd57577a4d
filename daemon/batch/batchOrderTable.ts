/** The table `batch_order`. */
import type { Database, Executor } from '../../base/database.js';
import type { RaScope } from '../ras/raScope.js';
import type { OrderState } from './orderState.js';

/** An order without what follows from its entries. */
export interface BatchOrder {
  readonly id: string;
  readonly raId: string;
  /** The RA's own order; null: it came from a file. */
  readonly raOrderId: string | null;
  readonly name: string;
  /** The kind of job that each card goes through. */
  readonly product: 'issueCard' | 'prepareCard';
  readonly state: OrderState;
  /** 0 to 9: higher goes first. */
  readonly priority: number;
  /** How many entries it has. */
  readonly total: number;
  readonly placedBy: string;
  /** RFC 3339, as the other times. */
  readonly placedAt: string;
  readonly approvedBy: string | null;
  /** When its first card was begun. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

interface Row {
  id: string;
  ra_id: string;
  ra_order_id: string | null;
  name: string;
  product: BatchOrder['product'];
  state: BatchOrder['state'];
  priority: number;
  total: number;
  placed_by: string;
  placed_at: string;
  approved_by: string | null;
  started_at: string | null;
  ended_at: string | null;
}

const toOrder = (row: Row): BatchOrder => ({
  id: row.id,
  raId: row.ra_id,
  raOrderId: row.ra_order_id,
  name: row.name,
  product: row.product,
  state: row.state,
  priority: row.priority,
  total: row.total,
  placedBy: row.placed_by,
  placedAt: row.placed_at,
  approvedBy: row.approved_by,
  startedAt: row.started_at,
  endedAt: row.ended_at,
});

const byTurn = 'ORDER BY priority DESC, placed_at, id';

export class BatchOrderTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async insert(tx: Executor, order: BatchOrder): Promise<void> {
    await tx.run(
      `INSERT INTO batch_order (id, ra_id, ra_order_id, name, product, state, priority, total, placed_by, placed_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        order.id,
        order.raId,
        order.raOrderId,
        order.name,
        order.product,
        order.state,
        order.priority,
        order.total,
        order.placedBy,
        order.placedAt,
      ],
    );
  }

  /** Writes what may change in an order's life. */
  async update(tx: Executor, order: BatchOrder): Promise<void> {
    await tx.run(
      `UPDATE batch_order SET state = ?, priority = ?, approved_by = ?, started_at = ?, ended_at = ? WHERE id = ?`,
      [order.state, order.priority, order.approvedBy, order.startedAt, order.endedAt, order.id],
    );
  }

  async find(id: string, executor: Executor = this.#database): Promise<BatchOrder | null> {
    const row = await executor.get<Row>('SELECT * FROM batch_order WHERE id = ?', [id]);
    return row ? toOrder(row) : null;
  }

  /** Those whose cards are begun, by their turn. */
  async running(tx: Executor): Promise<BatchOrder[]> {
    return (await tx.all<Row>(`SELECT * FROM batch_order WHERE state = 'running' ${byTurn}`)).map(toOrder);
  }

  /** Those that are not over, by their turn. */
  async open(): Promise<BatchOrder[]> {
    const open = "('awaitingApproval', 'running', 'paused', 'stopping')";
    return (await this.#database.all<Row>(`SELECT * FROM batch_order WHERE state IN ${open} ${byTurn}`)).map(toOrder);
  }

  /** Those that ended since then, the last one first. @param since RFC 3339 */
  async ended(since: string, scope: RaScope): Promise<BatchOrder[]> {
    const rows = await this.#database.all<Row>(
      `SELECT * FROM batch_order WHERE state IN ('stopped', 'finished') AND ended_at >= ?1
         AND (?2 IS NULL OR instr(?2, ' ' || ra_id || ' ') > 0)
       ORDER BY ended_at DESC, id LIMIT 50`,
      [since, scope && ` ${scope.join(' ')} `],
    );
    return rows.map(toOrder);
  }

  /**
   * Those that are over, the last one first.
   * @param text of the name, the RA’s own number or who placed it; empty: all
   * @param page.after the id after which to begin; null: from the last one
   */
  async over(
    text: string,
    { after, limit, scope }: { readonly after: string | null; readonly limit: number; readonly scope: RaScope },
  ): Promise<BatchOrder[]> {
    const rows = await this.#database.all<Row>(
      `SELECT * FROM batch_order WHERE state IN ('stopped', 'finished')
         AND (?1 = '' OR instr(lower(name), lower(?1)) > 0 OR ra_order_id = ?1 OR placed_by = ?1)
         AND (?4 IS NULL OR instr(?4, ' ' || ra_id || ' ') > 0)
         AND (?2 IS NULL OR (ended_at, id) < (SELECT ended_at, id FROM batch_order WHERE id = ?2))
       ORDER BY ended_at DESC, id DESC LIMIT ?3`,
      [text, after, limit, scope && ` ${scope.join(' ')} `],
    );
    return rows.map(toOrder);
  }

  /** Ids of the RA’s own orders that were taken. */
  async takenOf(raId: string, executor: Executor = this.#database): Promise<ReadonlySet<string>> {
    const rows = await executor.all<{ ra_order_id: string }>(
      'SELECT ra_order_id FROM batch_order WHERE ra_id = ? AND ra_order_id IS NOT NULL',
      [raId],
    );
    return new Set(rows.map((row) => row.ra_order_id));
  }
}

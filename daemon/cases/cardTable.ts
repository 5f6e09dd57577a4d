/** The table `card`: every card that was ever in a reader, with its stock number. */
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database, Executor } from '../../base/database.js';
import type { SpoilReason } from '../../sync/connector.js';

export interface Spoil {
  readonly at: string;
  readonly reason: SpoilReason;
  readonly note: string;
  readonly operator: string;
  readonly raId: string;
}

export interface StockCard {
  readonly serial: string;
  readonly stockNumber: number;
  /** null: the card was spoiled without having been in a reader. */
  readonly family: string | null;
  readonly firstSeenAt: string;
  readonly spoiled: Spoil | null;
}

interface Row {
  stock_number: number;
  serial: string;
  family: string | null;
  first_seen_at: string;
  spoiled_at: string | null;
  spoil_reason: SpoilReason;
  spoil_note: string;
  spoiled_by: string;
  ra_id: string;
}

export class CardTable {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async find(serial: string, executor: Executor = this.#database): Promise<StockCard | null> {
    const row = await executor.get<Row>('SELECT * FROM card WHERE serial = ?', [serial]);
    if (row === undefined) return null;
    const { spoiled_at: at, spoil_reason: reason, spoil_note: note, spoiled_by: operator, ra_id: raId } = row;
    return {
      serial: row.serial,
      stockNumber: row.stock_number,
      family: row.family,
      firstSeenAt: row.first_seen_at,
      spoiled: at === null ? null : { at, reason, note, operator, raId },
    };
  }

  /** Registers a card and gives it the next stock number, unless it is registered already. */
  async register(serial: string, family: string | null, executor: Executor = this.#database): Promise<void> {
    if ((await this.find(serial, executor)) !== null) return;
    await executor.run(
      'INSERT INTO card (serial, family, first_seen_at) VALUES (?, ?, ?) ON CONFLICT (serial) DO NOTHING',
      [serial, family, timestamp(this.#clock)],
    );
  }

  /** @returns false: the card was spoiled before and is unchanged */
  async spoil(tx: Executor, serial: string, { at, reason, note, operator, raId }: Spoil): Promise<boolean> {
    await this.register(serial, null, tx);
    const { changes } = await tx.run(
      `UPDATE card SET spoiled_at = ?, spoil_reason = ?, spoil_note = ?, spoiled_by = ?, ra_id = ?
       WHERE serial = ? AND spoiled_at IS NULL`,
      [at, reason, note, operator, raId, serial],
    );
    return changes > 0;
  }

  async spoiledSerials(): Promise<string[]> {
    const rows = await this.#database.all<{ serial: string }>('SELECT serial FROM card WHERE spoiled_at IS NOT NULL');
    return rows.map(({ serial }) => serial);
  }
}

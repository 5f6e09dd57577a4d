/** What the tables `job` and `card` tell of the cards of a batch order: a job for each try of an entry. */
import type { Database } from '../../base/database.js';
import type { SpoilReason } from '../../sync/connector.js';

export interface ReaderWork {
  readonly readerId: string;
  readonly family: string;
  readonly issued: number;
  readonly failed: number;
  /** RFC 3339 */
  readonly firstAt: string;
  readonly lastAt: string;
}

export interface SpoiledCard {
  readonly idempotencyKey: string;
  readonly cardSerial: string;
  readonly at: string;
  readonly reason: SpoilReason;
}

/** Keys that begin with this text, as a range of the index on them. */
const range = (prefix: string): [string, string] => [prefix, `${prefix}\uFFFF`];

export class BatchWorkTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** By reader and card model. @param prefix of the idempotency keys */
  byReader(prefix: string): Promise<ReaderWork[]> {
    return this.#database.all<ReaderWork>(
      `SELECT reader_id AS readerId, coalesce(family, '') AS family, sum(state = 'finished') AS issued,
              sum(state IN ('failed', 'cancelled')) AS failed, min(created_at) AS firstAt, max(updated_at) AS lastAt
       FROM job LEFT JOIN card ON serial = card_serial
       WHERE idempotency_key >= ? AND idempotency_key < ? AND state IN ('finished', 'failed', 'cancelled')
       GROUP BY reader_id, family ORDER BY reader_id, family`,
      range(prefix),
    );
  }

  /** Oldest first, at most 500. @param prefix of the idempotency keys */
  spoiled(prefix: string): Promise<SpoiledCard[]> {
    return this.#database.all<SpoiledCard>(
      `SELECT idempotency_key AS idempotencyKey, serial AS cardSerial, spoiled_at AS at, spoil_reason AS reason
       FROM job JOIN card ON serial = card_serial
       WHERE idempotency_key >= ? AND idempotency_key < ? AND spoiled_at IS NOT NULL AND spoiled_at >= created_at
       ORDER BY spoiled_at LIMIT 500`,
      range(prefix),
    );
  }
}

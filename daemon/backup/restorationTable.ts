/** The tables `restoration` and `restored_job`: restorations, and the jobs that were open in the copy. */
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database, Executor } from '../../base/database.js';
import { overStates } from '../jobs/jobTable.js';

export interface RestorationRow {
  readonly epoch: number;
  readonly restoredAt: string;
  readonly copyMadeAt: string;
  /** null: the comparison is not complete. */
  readonly comparedAt: string | null;
}

export class RestorationTable {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** null: the store was never restored. */
  last(): Promise<RestorationRow | null> {
    return lastRestoration(this.#database);
  }

  unsettledJobs(): Promise<string[]> {
    return unsettledJobs(this.#database);
  }

  /** The job may resume. */
  async settle(jobId: string): Promise<void> {
    await this.#database.run('UPDATE restored_job SET settled_at = ? WHERE job_id = ?', [
      timestamp(this.#clock),
      jobId,
    ]);
  }

  /** Cards of the copy that were not compared; cards of unsettled jobs first. */
  async uncompared({ epoch, restoredAt }: RestorationRow, limit: number): Promise<string[]> {
    const rows = await this.#database.all<{ serial: string }>(
      `SELECT serial FROM card WHERE compared_epoch < ? AND first_seen_at <= ?
       ORDER BY serial IN (SELECT card_serial FROM job WHERE id IN
         (SELECT job_id FROM restored_job WHERE settled_at IS NULL)) DESC, stock_number LIMIT ?`,
      [epoch, restoredAt, limit],
    );
    return rows.map(({ serial }) => serial);
  }

  async isCompared(cardSerial: string, epoch: number): Promise<boolean> {
    const row = await this.#database.get('SELECT 1 FROM card WHERE serial = ? AND compared_epoch >= ?', [
      cardSerial,
      epoch,
    ]);
    return row !== undefined;
  }

  async compared(cardSerial: string, epoch: number): Promise<void> {
    await this.#database.run('UPDATE card SET compared_epoch = ? WHERE serial = ?', [epoch, cardSerial]);
  }

  async allCompared(epoch: number): Promise<void> {
    await this.#database.run('UPDATE restoration SET compared_at = ? WHERE epoch = ?', [timestamp(this.#clock), epoch]);
  }

  /** Does the audit log say that this card was issued (or, for `card.prepared`, at least prepared)? */
  async isUsed(cardSerial: string, action: 'card.issued' | 'card.prepared'): Promise<boolean> {
    const row = await this.#database.get(
      "SELECT 1 FROM audit WHERE subject = ? AND action IN ('card.issued', 'card.prepared') AND (action = 'card.issued' OR ? = 'card.prepared')",
      [cardSerial, action],
    );
    return row !== undefined;
  }
}

/** @param store also one that is opened for reading only */
export async function lastRestoration(store: Pick<Executor, 'get'>): Promise<RestorationRow | null> {
  const row = await store.get<RestorationRow>(
    `SELECT epoch, restored_at AS restoredAt, copy_made_at AS copyMadeAt, compared_at AS comparedAt
     FROM restoration ORDER BY epoch DESC LIMIT 1`,
  );
  return row ?? null;
}

/** Jobs that were open in the copy, are still open, and may not resume yet. @param store also one that is opened for reading only */
export async function unsettledJobs(store: Pick<Executor, 'all'>): Promise<string[]> {
  const rows = await store.all<{ id: string }>(
    `SELECT job_id AS id FROM restored_job JOIN job ON job.id = job_id
     WHERE settled_at IS NULL AND state NOT IN (${overStates}) ORDER BY job_id`,
  );
  return rows.map(({ id }) => id);
}

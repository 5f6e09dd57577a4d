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
}

/** What came of the attempts at one letter. */
export interface EarlierPrints {
  readonly raId: string;
  readonly letterId: string;
  readonly printed: number;
  /** Attempts without an outcome: the gateway ended in the middle. */
  readonly unknown: number;
}

export class LetterPrintTable {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** On the disk when the promise resolves: nothing is printed that this table does not know of. */
  async begin(attempt: Omit<PrintAttempt, 'id'>): Promise<PrintAttempt> {
    const id = randomUUID();
    const { raId, letterId, copy, operator, reason } = attempt;
    await this.database.run(
      'INSERT INTO letter_print (id, ra_id, letter_id, copy, operator, reason, began_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      [id, raId, letterId, copy, operator, reason, timestamp(this.clock)],
    );
    return { id, ...attempt };
  }

  /** @returns when */
  async end(id: string, outcome: 'printed' | 'failed'): Promise<string> {
    const at = timestamp(this.clock);
    await this.database.run('UPDATE letter_print SET ended_at = ?, outcome = ? WHERE id = ?', [at, outcome, id]);
    return at;
  }

  /** Of each letter that an attempt was made at. */
  async earlier(raId: string): Promise<EarlierPrints[]> {
    const rows = await this.database.all<{ letter_id: string; printed: number; unknown: number }>(
      `SELECT letter_id, count(*) FILTER (WHERE outcome = 'printed') AS printed,
              count(*) FILTER (WHERE outcome IS NULL) AS unknown
       FROM letter_print WHERE ra_id = ? GROUP BY letter_id`,
      [raId],
    );
    return rows.map(({ letter_id: letterId, printed, unknown }) => ({ raId, letterId, printed, unknown }));
  }

  /** How many came out between two times, by who printed them. */
  async printedBetween(
    from: string,
    to: string,
  ): Promise<{ readonly raId: string; readonly operator: string; readonly first: number; readonly again: number }[]> {
    const rows = await this.database.all<{ ra_id: string; operator: string; first: number; again: number }>(
      `SELECT ra_id, operator, count(*) FILTER (WHERE copy = 1) AS first, count(*) FILTER (WHERE copy > 1) AS again
       FROM letter_print WHERE outcome = 'printed' AND ended_at >= ? AND ended_at < ?
       GROUP BY ra_id, operator ORDER BY ra_id, operator`,
      [from, to],
    );
    return rows.map(({ ra_id: raId, ...counts }) => ({ raId, ...counts }));
  }
}

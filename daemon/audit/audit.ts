/** Who did what, as a hash chain: a row that is changed or taken out afterwards shows in `verify`. */
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database, Executor } from '../../base/database.js';
import { GENESIS, hashOf, shownFacts, type AuditFacts, type AuditRow } from './chain.js';
import { misfit } from './verification.js';

export interface AuditEntry {
  /** Operator's name, `kiosk` or `gateway`. */
  readonly actor: string;
  /** e.g. `card.issued` */
  readonly action: string;
  /** What it was done to: a card serial, a registration, an operator. */
  readonly subject: string;
  /** Never a secret. */
  readonly facts: AuditFacts;
}

const entryOf = (row: AuditRow): AuditEntry & { readonly at: string } => ({
  at: row.at,
  actor: row.actor,
  action: row.action,
  subject: row.subject,
  facts: shownFacts(row),
});

export class Audit {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async append(entry: AuditEntry): Promise<void> {
    await this.#database.transaction((tx) => this.appendIn(tx, entry));
  }

  /** As `append`, inside a transaction of the caller. */
  async appendIn(tx: Executor, entry: AuditEntry): Promise<void> {
    const last = await tx.get<{ seq: number; hash: string }>('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1');
    const row = {
      seq: (last?.seq ?? 0) + 1,
      at: timestamp(this.#clock),
      actor: entry.actor,
      action: entry.action,
      subject: entry.subject,
      facts_json: JSON.stringify(entry.facts),
      previous_hash: last?.hash ?? GENESIS,
    };
    await tx.run(
      `INSERT INTO audit (seq, at, actor, action, subject, facts_json, previous_hash, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [row.seq, row.at, row.actor, row.action, row.subject, row.facts_json, row.previous_hash, hashOf(row)],
    );
  }

  /** The newest entries about these subjects, newest first. */
  async about(subjects: readonly string[], limit: number): Promise<(AuditEntry & { readonly at: string })[]> {
    const rows = await this.#database.all<AuditRow>(
      'SELECT * FROM audit WHERE subject IN (SELECT value FROM json_each(?)) ORDER BY seq DESC LIMIT ?',
      [JSON.stringify(subjects), limit],
    );
    return rows.map(entryOf);
  }

  /** Entries from one moment (inclusive) to another, oldest first. @param from, to RFC 3339 */
  async between(from: string, to: string): Promise<(AuditEntry & { readonly at: string })[]> {
    const rows = await this.#database.all<AuditRow>('SELECT * FROM audit WHERE at >= ? AND at < ? ORDER BY seq', [
      from,
      to,
    ]);
    return rows.map(entryOf);
  }

  /** Walks the chain. @returns the first row that does not fit, or null when all do. */
  verify(): Promise<{ readonly brokenAt: number } | null> {
    return verifyChain(this.#database);
  }
}

/** Walks the rows alone. @returns the first row that does not fit, or null when all do. */
export async function verifyChain(store: Pick<Executor, 'all'>): Promise<{ readonly brokenAt: number } | null> {
  let before = { seq: 0, hash: GENESIS };
  for (;;) {
    const rows = await store.all<AuditRow>('SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT 1000', [before.seq]);
    if (rows.length === 0) return null;
    for (const row of rows) {
      if (misfit(row, before) !== null) return { brokenAt: row.seq };
      before = row;
    }
  }
}

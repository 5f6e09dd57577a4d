/** The table `approval`. */
import type { Database, Executor } from '../../base/database.js';
import type { StoredFailure } from '../contract/failures/failure.js';
import { failureFormat, storedFactsSchema } from '../failures/storedFailure.js';
import { StoredFormat } from '../store/storedFormat.js';
import { readableRows, type LeftOut } from '../store/unreadableRows.js';

/** approvalState.ts says what they mean. */
export type ApprovalState = 'pending' | 'executing' | 'approved' | 'rejected' | 'withdrawn' | 'expired' | 'done';

/** Exactly what will be done. Never contains a secret. */
export type ApprovalFacts = Readonly<Record<string, string | number | boolean>>;

export interface Approval {
  readonly id: string;
  readonly action: string;
  readonly subject: string;
  readonly facts: ApprovalFacts;
  readonly state: ApprovalState;
  readonly askedBy: string;
  readonly askedAt: string;
  /** Until when it may be decided; once it is approved, until when it may be carried out. */
  readonly expiresAt: string;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly reason: string | null;
  readonly failure: StoredFailure | null;
  /** What the action returned. */
  readonly result: ApprovalFacts | null;
}

interface Row {
  id: string;
  action: string;
  subject: string;
  facts_json: string;
  state: ApprovalState;
  asked_by: string;
  asked_at: string;
  expires_at: string;
  decided_by: string | null;
  decided_at: string | null;
  reason: string | null;
  failure_json: string | null;
  result_json: string | null;
}

const factsFormat = StoredFormat.of('approval.facts_json', storedFactsSchema);
const resultFormat = StoredFormat.of('approval.result_json', storedFactsSchema);
const failures = failureFormat('approval.failure_json');

function approvalOf(row: Row): Approval {
  return {
    id: row.id,
    action: row.action,
    subject: row.subject,
    facts: factsFormat.read(row.facts_json, row.id),
    state: row.state,
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    expiresAt: row.expires_at,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    reason: row.reason,
    failure: failures.readNullable(row.failure_json, row.id),
    result: resultFormat.readNullable(row.result_json, row.id),
  };
}

export class ApprovalTable {
  readonly #database: Database;
  readonly #leftOut: LeftOut | undefined;

  /** @param leftOut is told of requests that cannot be read, and so are in no list */
  constructor(database: Database, leftOut?: LeftOut) {
    this.#database = database;
    this.#leftOut = leftOut;
  }

  async insert(tx: Executor, approval: Approval): Promise<void> {
    const { id, action, subject, facts, state, askedBy, askedAt, expiresAt } = approval;
    await tx.run(
      `INSERT INTO approval (id, action, subject, facts_json, state, asked_by, asked_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [id, action, subject, factsFormat.write(facts), state, askedBy, askedAt, expiresAt],
    );
  }

  async find(id: string, executor: Executor = this.#database): Promise<Approval | null> {
    const row = await executor.get<Row>('SELECT * FROM approval WHERE id = ?', [id]);
    return row === undefined ? null : approvalOf(row);
  }

  /** An undecided request of the same person for the same thing, of whichever version. */
  async findPending(tx: Executor, like: Approval): Promise<Approval | null> {
    const row = await tx.get<Row>(
      `SELECT * FROM approval
       WHERE state = 'pending' AND action = ? AND subject = ? AND asked_by = ?
         AND CASE WHEN json_valid(facts_json) THEN json_remove(facts_json, '$.v') END = ?`,
      [like.action, like.subject, like.askedBy, JSON.stringify(like.facts)],
    );
    return row === undefined ? null : approvalOf(row);
  }

  /** Open requests, and those decided or expired since; newest first. */
  async latest(since: string): Promise<readonly Approval[]> {
    const rows = await this.#database.all<Row>(
      `SELECT * FROM approval
       WHERE state IN ('pending', 'executing', 'approved') OR COALESCE(decided_at, expires_at) > ?
       ORDER BY asked_at DESC, id`,
      [since],
    );
    return readableRows(rows, approvalOf, this.#leftOut);
  }

  /** Those whose time is over, and that are not under way. */
  async due(executor: Executor, at: string): Promise<readonly Approval[]> {
    const rows = await executor.all<Row>(
      `SELECT * FROM approval WHERE state IN ('pending', 'approved') AND expires_at <= ?`,
      [at],
    );
    return readableRows(rows, approvalOf, this.#leftOut);
  }

  async executing(): Promise<readonly Approval[]> {
    const rows = await this.#database.all<Row>(`SELECT * FROM approval WHERE state = 'executing'`);
    return readableRows(rows, approvalOf, this.#leftOut);
  }

  /** @returns false when the state is not `from` any more: nothing was written */
  async move(tx: Executor, from: ApprovalState, approval: Approval): Promise<boolean> {
    const { id, state, expiresAt, decidedBy, decidedAt, reason, failure, result } = approval;
    const texts = [failures.writeNullable(failure), resultFormat.writeNullable(result)];
    const { changes } = await tx.run(
      `UPDATE approval SET state = ?, expires_at = ?, decided_by = ?, decided_at = ?, reason = ?, failure_json = ?,
                           result_json = ?
       WHERE id = ? AND state = ?`,
      [state, expiresAt, decidedBy, decidedAt, reason, ...texts, id, from],
    );
    return changes === 1;
  }
}

/** The RA whose record the request is about; null: it is about none. */
export function raOf({ facts: { ra } }: Pick<Approval, 'facts'>): string | null {
  return typeof ra === 'string' ? ra : null;
}

/** The tables `job` and `journal`. */
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database, Executor } from '../../base/database.js';
import { jobKindSchema, type JobKind } from '../contract/messages.js';
import type { RaScope } from '../ras/raScope.js';
import { UnreadableRowError } from '../store/storedFormat.js';
import { readableRows, type LeftOut } from '../store/unreadableRows.js';
import type { Job, JournalEntry } from './job.js';
import { questionFormat } from './question.js';
import { endStates, type JobState } from './state.js';
import { jobTypes } from './kinds/index.js';
import { jobFailureFormat, resultFormat, stepFactsFormat } from './storedJob.js';

interface JobRow {
  id: string;
  idempotency_key: string;
  kind: string;
  state: JobState;
  ra_id: string | null;
  reader_id: string;
  card_serial: string;
  actor_kind: 'kiosk' | 'staff';
  actor: string;
  params_json: string;
  question_json: string | null;
  failure_json: string | null;
  result_json: string | null;
  created_at: string;
  updated_at: string;
}

/** @throws {UnreadableRowError} a kind that this version does not know */
function kindOf({ id, kind }: JobRow): JobKind {
  const { data, error } = jobKindSchema.safeParse(kind);
  if (data === undefined) throw new UnreadableRowError('job.kind', id, { cause: error });
  return data;
}

/** @throws {UnreadableRowError} */
function toJob(row: JobRow): Job {
  const kind = kindOf(row);
  return {
    id: row.id,
    idempotencyKey: row.idempotency_key,
    kind,
    state: row.state,
    raId: row.ra_id,
    readerId: row.reader_id,
    cardSerial: row.card_serial,
    actorKind: row.actor_kind,
    actor: row.actor,
    input: jobTypes[kind].input.read(row.params_json, row.id),
    question: questionFormat.readNullable(row.question_json, row.id),
    failure: jobFailureFormat.readNullable(row.failure_json, row.id),
    result: resultFormat.readNullable(row.result_json, row.id),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** A job of which only its plain columns can be read. */
export interface UnreadableJob {
  readonly id: string;
  readonly cardSerial: string;
  readonly error: UnreadableRowError;
}

/** A stored job with its journal, or why it cannot be read. */
export type StoredJob = { readonly job: Job; readonly journal: JournalEntry[] } | UnreadableJob;

/** The states of jobs that are over, for SQL. */
export const overStates = endStates.map((state) => `'${state}'`).join(', ');

/** A job that is stored for the first time. */
type NewRow = Omit<Job, 'createdAt' | 'updatedAt' | 'question' | 'failure' | 'result'> & {
  /** Does its kind make keys, or prepare a card for them? By this a quarantine finds what was made of a card. */
  readonly makesKeys: boolean;
};

/** A member of staff, and the RAs that this person works for. */
export interface JobViewer {
  readonly operator: string;
  readonly ras: RaScope;
}

/** The kinds whose order names the RA of the card's subscriber. */
const kindsOfOneRa = Object.values(jobTypes).flatMap(({ kind, needsRa }) => (needsRa === 'always' ? [kind] : []));

/** A write that belongs to a transaction. */
export type Write = (tx: Executor) => Promise<void>;

export class JobTable {
  /** @param leftOut is told of jobs that cannot be read, and so are in no list */
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly leftOut?: LeftOut,
  ) {}

  /** @param before lines of its journal that stand when it begins: with the job, or not at all */
  async insert(
    job: NewRow,
    before: readonly Pick<JournalEntry, 'step' | 'phase' | 'facts'>[] = [],
  ): Promise<{ readonly job: Job; readonly journal: JournalEntry[] }> {
    const now = timestamp(this.clock);
    if (before.length === 0) return { job: await this.insertRow(this.database, job, now), journal: [] };
    return this.database.transaction(async (tx) => {
      const inserted = await this.insertRow(tx, job, now);
      for (const line of before) await insertLine(tx, job.id, line, now);
      return { job: inserted, journal: before.map((line) => ({ ...line, at: now })) };
    });
  }

  private async insertRow(executor: Executor, { makesKeys, ...job }: NewRow, now: string): Promise<Job> {
    await executor.run(
      `INSERT INTO job (id, idempotency_key, kind, state, ra_id, reader_id, card_serial, actor_kind, actor,
                        params_json, makes_keys, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        job.id,
        job.idempotencyKey,
        job.kind,
        job.state,
        job.raId,
        job.readerId,
        job.cardSerial,
        job.actorKind,
        job.actor,
        jobTypes[job.kind].input.write(job.input),
        makesKeys ? 1 : 0,
        now,
        now,
      ],
    );
    return { ...job, question: null, failure: null, result: null, createdAt: now, updatedAt: now };
  }

  /** Writes what may change in a job's life. */
  async update(job: Job): Promise<Job> {
    const updatedAt = timestamp(this.clock);
    await this.database.run(
      `UPDATE job SET state = ?, reader_id = ?, question_json = ?, failure_json = ?, result_json = ?, updated_at = ?
       WHERE id = ?`,
      [
        job.state,
        job.readerId,
        questionFormat.writeNullable(job.question),
        jobFailureFormat.writeNullable(job.failure),
        resultFormat.writeNullable(job.result),
        updatedAt,
        job.id,
      ],
    );
    return { ...job, updatedAt };
  }

  async byId(id: string): Promise<Job | null> {
    const row = await this.database.get<JobRow>('SELECT * FROM job WHERE id = ?', [id]);
    return row ? toJob(row) : null;
  }

  async byIdempotencyKey(key: string): Promise<Job | null> {
    const row = await this.database.get<JobRow>('SELECT * FROM job WHERE idempotency_key = ?', [key]);
    return row ? toJob(row) : null;
  }

  /** Every job that is not over, oldest first. One that cannot be read does not keep the others from being read. */
  async open(): Promise<StoredJob[]> {
    const rows = await this.database.all<JobRow>(
      `SELECT * FROM job WHERE state NOT IN (${overStates}) ORDER BY created_at`,
    );
    return Promise.all(
      rows.map(async (row) => {
        try {
          return { job: toJob(row), journal: await this.journal(row.id) };
        } catch (error) {
          if (!(error instanceof UnreadableRowError)) throw error;
          this.leftOut?.(error);
          return { id: row.id, cardSerial: row.card_serial, error };
        }
      }),
    );
  }

  /** Newest first. @param viewer sees what `staffSeesJob` says; null: all */
  async latest(limit: number, viewer: JobViewer | null = null): Promise<Job[]> {
    const rows = await this.database.all<JobRow>(
      `SELECT * FROM job
       WHERE ?2 IS NULL OR ra_id IN (SELECT value FROM json_each(?2))
          OR (ra_id IS NULL AND ((actor_kind = 'staff' AND actor = ?3) OR state NOT IN (${overStates}, 'waitingForCard')))
       ORDER BY created_at DESC, rowid DESC LIMIT ?1`,
      [limit, viewer?.ras ? JSON.stringify(viewer.ras) : null, viewer?.operator ?? null],
    );
    return readableRows(rows, toJob, this.leftOut);
  }

  /** The RAs whose subscriber's this card was: a job that any card in a reader may be put through tells none. */
  async rasOf(cardSerial: string): Promise<string[]> {
    const rows = await this.database.all<{ ra_id: string }>(
      `SELECT DISTINCT ra_id FROM job
       WHERE card_serial = ? AND ra_id IS NOT NULL AND kind IN (SELECT value FROM json_each(?))`,
      [cardSerial, JSON.stringify(kindsOfOneRa)],
    );
    return rows.map((row) => row.ra_id);
  }

  /** Of a registration and, for its RA or for none, of cards; newest first. @param registration null: of the cards only */
  async about(
    registration: { readonly raId: string; readonly registrationId: string } | null,
    cardSerials: readonly string[],
    limit: number,
  ): Promise<Job[]> {
    const rows = await this.database.all<JobRow>(
      `SELECT * FROM job
       WHERE (?1 IS NULL OR ra_id IS NULL OR ra_id = ?1)
         AND ((ra_id = ?1 AND params_json ->> 'registrationId' = ?2) OR card_serial IN (SELECT value FROM json_each(?3)))
       ORDER BY created_at DESC, rowid DESC LIMIT ?4`,
      [registration?.raId ?? null, registration?.registrationId ?? null, JSON.stringify(cardSerials), limit],
    );
    return readableRows(rows, toJob, this.leftOut);
  }

  /** Ends a job that cannot be read: plain columns alone are written. */
  async endUnreadable(id: string): Promise<void> {
    await this.database.run("UPDATE job SET state = 'failed', updated_at = ? WHERE id = ?", [
      timestamp(this.clock),
      id,
    ]);
  }

  /** For showing: empty when it cannot be read. A job is resumed by `journal`. */
  readableJournal(jobId: string): Promise<JournalEntry[]> {
    return this.journal(jobId).catch((error: unknown) => {
      if (error instanceof UnreadableRowError) return [];
      throw error;
    });
  }

  /** @throws {UnreadableRowError} */
  async journal(jobId: string): Promise<JournalEntry[]> {
    const rows = await this.database.all<{ step: string; phase: 'intent' | 'outcome'; facts_json: string; at: string }>(
      'SELECT step, phase, facts_json, at FROM journal WHERE job_id = ? ORDER BY seq',
      [jobId],
    );
    return rows.map((row) => ({
      step: row.step,
      phase: row.phase,
      facts: stepFactsFormat.read(row.facts_json, jobId),
      at: row.at,
    }));
  }

  /**
   * One durable line; on the disk when the promise resolves.
   * @param also what is written with it: all of it, or nothing
   */
  async record(
    jobId: string,
    { step, phase, facts }: { readonly step: string; readonly phase: 'intent' | 'outcome'; readonly facts: object },
    also: readonly Write[] = [],
  ): Promise<JournalEntry> {
    const at = timestamp(this.clock);
    if (also.length === 0) await insertLine(this.database, jobId, { step, phase, facts }, at);
    else
      await this.database.transaction(async (tx) => {
        await insertLine(tx, jobId, { step, phase, facts }, at);
        for (const write of also) await write(tx);
      });
    return { step, phase, facts: { ...facts }, at };
  }
}

async function insertLine(
  executor: Executor,
  jobId: string,
  { step, phase, facts }: { readonly step: string; readonly phase: string; readonly facts: object },
  at: string,
): Promise<void> {
  const values = [jobId, step, phase, stepFactsFormat.write({ ...facts }), at];
  await executor.run('INSERT INTO journal (job_id, step, phase, facts_json, at) VALUES (?, ?, ?, ?, ?)', values);
}

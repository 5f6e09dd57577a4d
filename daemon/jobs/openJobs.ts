/** The jobs that are not over, in memory. */
import { Failure } from '../contract/failures/failure.js';
import type { Job, JournalEntry } from './job.js';
import type { JobRun } from './jobRun.js';
import { isOver } from './state.js';

export interface OpenJob {
  job: Job;
  journal: JournalEntry[];
  /** null: it waits for its card. */
  run: JobRun | null;
  /** Settles when the run has released its reader. */
  driving: Promise<void>;
  /** The screen that began it or answered it last; null since it was resumed. */
  sessionId: string | null;
  /** Where and when its card was lost: the same insertion does not resume it. */
  lostAt: { readonly readerId: string; readonly insertion: number } | null;
  /** Its end is being written: nothing resumes it. */
  isEnding: boolean;
}

/** There is no such job, or whoever asks may not see it. */
export function jobUnknown(): Failure {
  return new Failure('job.find.unknown');
}

/** So many finished jobs are remembered; the oldest is dropped first. */
const mostOver = 64;

export class OpenJobs {
  readonly #jobs = new Map<string, OpenJob>();
  readonly #changed: (job: Job, journal: readonly JournalEntry[]) => void;

  /** Jobs of the kiosk that are over, with their session: until that ends, they are shown to nobody else. */
  readonly #over = new Map<string, string | null>();

  /** @param changed is called after each change of a job */
  constructor(changed: (job: Job, journal: readonly JournalEntry[]) => void) {
    this.#changed = changed;
  }

  all(): readonly OpenJob[] {
    return [...this.#jobs.values()];
  }

  add(job: Job, journal: JournalEntry[], sessionId: string | null): OpenJob {
    const driving = Promise.resolve();
    const entry: OpenJob = { job, journal, run: null, driving, sessionId, lostAt: null, isEnding: false };
    this.#jobs.set(job.id, entry);
    return entry;
  }

  find(jobId: string): OpenJob | null {
    return this.#jobs.get(jobId) ?? null;
  }

  /** @throws {Failure} `job.find.unknown` */
  require(jobId: string): OpenJob {
    const entry = this.find(jobId);
    if (entry === null) throw jobUnknown();
    return entry;
  }

  ofCard(cardSerial: string): OpenJob | null {
    return this.all().find(({ job }) => job.cardSerial === cardSerial) ?? null;
  }

  /** Is it a job of this session, or one that was resumed and that nobody has answered since? */
  isOf(jobId: string, sessionId: string): boolean {
    const owner = this.find(jobId)?.sessionId ?? this.#over.get(jobId);
    const isKnown = this.#jobs.has(jobId) || this.#over.has(jobId);
    return isKnown && (owner ?? sessionId) === sessionId;
  }

  /** The session is over: its jobs that are still at work are those of whoever stands there next, the others nobody's. */
  forgetSession(sessionId: string): void {
    for (const entry of this.all()) {
      if (entry.sessionId === sessionId && entry.run?.isWaiting !== true) entry.sessionId = null;
    }
    for (const [id, owner] of this.#over) if ((owner ?? sessionId) === sessionId) this.#over.delete(id);
  }

  /** Takes the new state of a job, and drops the job when it is over. */
  update(entry: OpenJob, job: Job): void {
    entry.job = job;
    if (isOver(job.state)) {
      this.#jobs.delete(job.id);
      if (job.actorKind === 'kiosk') this.#keepOver(job.id, entry.sessionId);
    }
    this.#changed(job, entry.journal);
  }

  #keepOver(jobId: string, sessionId: string | null): void {
    const [oldest] = this.#over.keys();
    if (this.#over.size >= mostOver && oldest !== undefined) this.#over.delete(oldest);
    this.#over.set(jobId, sessionId);
  }
}

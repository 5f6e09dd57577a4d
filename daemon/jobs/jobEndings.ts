/** How a job ends before its steps do: a person gives it up, their session ends, or its card or the RA has decided it. */
import type { JobResult } from '../contract/jobs/index.js';
import { Failure, type StoredFailure } from '../contract/failures/failure.js';
import type { Job } from './job.js';
import { cancelledNotNow } from './jobRun.js';
import type { JobTable } from './jobTable.js';
import { mustFinish, type JobTypes } from './jobType.js';
import type { OpenJob, OpenJobs } from './openJobs.js';
import { transition, type JobEvent } from './state.js';

export interface JobEndingsParts {
  readonly types: JobTypes;
  readonly jobs: Pick<JobTable, 'update'>;
  readonly open: OpenJobs;
}

/** What is known of a job from elsewhere. */
export type KnownOutcome = { readonly result: JobResult } | { readonly failure: StoredFailure };

export class JobEndings {
  readonly #parts: JobEndingsParts;

  constructor(parts: JobEndingsParts) {
    this.#parts = parts;
  }

  /**
   * Ends the jobs at the kiosk that wait for the person of this session, with everything that person typed. Nobody else resumes
   * them.
   * @param followedReader the kiosk's reader, where the session followed the events of the kiosk: a job that nobody has answered
   * since its card came back to that reader is this person's too. A job in a reader of the counter is not
   */
  endOfSession(sessionId: string, followedReader: string | null): void {
    for (const entry of this.#parts.open.all()) {
      const { job, run, sessionId: ofJob } = entry;
      const isTheirs = ofJob === sessionId || (ofJob === null && job.readerId === followedReader);
      if (job.actorKind !== 'kiosk' || !isTheirs || run?.isWaiting !== true) continue;
      // It ends as theirs, and is shown to nobody after them.
      entry.sessionId = sessionId;
      run.cancel({ code: 'job.session.ended', facts: {} });
    }
  }

  /** @throws {Failure} while the job is at work, or when its card has to be finished */
  async cancel(jobId: string): Promise<Job> {
    const entry = this.#parts.open.require(jobId);
    const { job, journal } = entry;
    if (mustFinish(this.#parts.types[job.kind], job.input, journal)) throw new Failure('job.cancel.cardBound');
    await this.#end(entry, null);
    return entry.job;
  }

  /** Ends the job of a card that was spoiled (作廢). @throws {Failure} `job.cancel.notNow` while the job is at work */
  async endBecauseSpoiled(cardSerial: string): Promise<void> {
    const entry = this.#parts.open.ofCard(cardSerial);
    if (entry !== null) await this.#end(entry, { code: 'job.spoil.spoiled', facts: {} });
  }

  /** Ends a job that waits for its card. @throws {Failure} `job.find.unknown`, `job.cancel.notNow` */
  async settle(jobId: string, outcome: KnownOutcome): Promise<Job> {
    const entry = this.#parts.open.require(jobId);
    if (entry.run !== null) throw cancelledNotNow();
    if ('result' in outcome) await this.#endWaiting(entry, 'allStepsDone', { failure: null, result: outcome.result });
    else await this.#endWaiting(entry, 'failedForGood', { failure: outcome.failure, result: null });
    return entry.job;
  }

  async #end(entry: OpenJob, failure: StoredFailure | null): Promise<void> {
    if (entry.run === null) {
      await this.#endWaiting(entry, 'cancelled', { failure, result: null });
      return;
    }
    entry.run.cancel(failure);
    await entry.driving;
  }

  /** The card may come back while this is written; `isEnding` keeps it from resuming the job. */
  async #endWaiting(
    entry: OpenJob,
    event: JobEvent,
    outcome: { readonly failure: StoredFailure | null; readonly result: JobResult | null },
  ): Promise<void> {
    if (entry.isEnding) throw cancelledNotNow();
    entry.isEnding = true;
    try {
      const state = transition(entry.job.state, event);
      const ended = await this.#parts.jobs.update({ ...entry.job, state, question: null, ...outcome });
      this.#parts.open.update(entry, ended);
    } finally {
      entry.isEnding = false;
    }
  }
}

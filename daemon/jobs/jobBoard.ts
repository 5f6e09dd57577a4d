/** Every job that is not over: begun, resumed when its card is back, answered, given up. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { JobKind } from '../contract/messages.js';
import { Failure } from '../contract/failures/failure.js';
import type { ProgressSource } from '../../base/progress.js';
import type { JobAnswer } from './gateway.js';
import type { ReaderBoard, ReaderView } from '../readers/readerBoard.js';
import type { JobTable } from './jobTable.js';
import type { Audit } from '../audit/audit.js';
import type { Ras } from '../ras/ras.js';
import { checkAnswer, type AnswerRules } from './answers.js';
import type { Job, JobResult, JournalEntry } from './job.js';
import type { StoredFailure } from '../contract/failures/failure.js';
import { cancelledNotNow, JobRun } from './jobRun.js';
import { registrationOf, takesCard, type NewJob } from './newJob.js';
import { SecretDrawer } from './secretDrawer.js';
import { isOver, transition, type JobEvent } from './state.js';
import { answerNotExpected, mustFinish, type AnyJobType, type JobServices } from './step.js';

export interface JobBoardParts {
  readonly types: Readonly<Record<JobKind, AnyJobType>>;
  readonly jobs: JobTable;
  readonly audit: Audit;
  readonly readers: ReaderBoard;
  readonly ras: Ras;
  readonly transportPin: JobServices['transportPin'];
  readonly now: JobServices['now'];
  readonly releases: JobServices['releases'];
  readonly progress: ProgressSource;
  readonly logger: Logger;
  readonly changed: (job: Job, journal: readonly JournalEntry[]) => void;
  /** Nobody knows yet how far this job went: nothing goes on with it. */
  readonly isHeldBack: (jobId: string) => boolean;
}

interface OpenJob {
  job: Job;
  journal: JournalEntry[];
  run: JobRun | null;
  /** Settles when the run has let go of its reader. */
  driving: Promise<void>;
  /** The screen that began it or answered it last; null since it was resumed. */
  sessionId: string | null;
  /** Where and when its card was lost: it takes another insertion to go on. */
  lostAt: { readonly readerId: string; readonly insertion: number } | null;
  /** What became of it is being written down: nothing goes on with it. */
  isEnding: boolean;
}

/** There is no such job, or it is not for whoever asks. */
export function jobUnknown(): Failure {
  return new Failure('job.find.unknown');
}

export class JobBoard {
  private readonly open = new Map<string, OpenJob>();
  /** Registrations whose card is being begun: its job is among the open ones only when it is written down. */
  private readonly beginning = new Set<string>();
  private stopping = false;

  constructor(private readonly parts: JobBoardParts) {}

  /** Takes up the jobs that the last process left open: each waits for its card. */
  async start(): Promise<void> {
    for (const job of await this.parts.jobs.open()) {
      const code = this.parts.isHeldBack(job.id) ? 'job.restore.heldBack' : 'job.restart.cardNeeded';
      const failure = { code, facts: {} } as const;
      const state = transition(job.state, 'cardLost');
      const waiting = await this.parts.jobs.update({ ...job, state, question: null, failure });
      this.add(waiting, await this.parts.jobs.journal(job.id), null);
    }
  }

  /** No job is resumed after this; what is at work ends when its transport goes, and is left to the journal. */
  stop(): void {
    this.stopping = true;
  }

  /** Resolves when every run has let go of its reader. */
  async idle(): Promise<void> {
    await Promise.all([...this.open.values()].map((entry) => entry.driving));
  }

  openJobs(): readonly { readonly job: Job; readonly journal: readonly JournalEntry[] }[] {
    return [...this.open.values()];
  }

  openJobOfCard(cardSerial: string): Job | null {
    return this.openJobs().find(({ job }) => job.cardSerial === cardSerial)?.job ?? null;
  }

  /** @throws {Failure} `job.create.cardHasOpenJob` */
  requireNoOpenJob(cardSerial: string): void {
    if (this.openJobOfCard(cardSerial) !== null) throw new Failure('job.create.cardHasOpenJob');
  }

  /** @throws {Failure} `job.find.unknown` */
  async find(jobId: string): Promise<{ readonly job: Job; readonly journal: readonly JournalEntry[] }> {
    const open = this.open.get(jobId);
    if (open !== undefined) return open;
    const job = await this.parts.jobs.byId(jobId);
    if (job === null) throw jobUnknown();
    return { job, journal: await this.parts.jobs.journal(jobId) };
  }

  /** Writes the job down and begins it. Takes ownership of the secrets. @throws {Failure} */
  async begin(order: NewJob): Promise<Job> {
    const registration = takesCard(order);
    try {
      this.requireNoOpenJob(order.cardSerial);
      if (registration === null) return await this.writeDown(order);
      this.requireFree(registration);
      this.beginning.add(registration);
      return await this.writeDown(order).finally(() => this.beginning.delete(registration));
    } catch (error) {
      order.secrets.dispose();
      throw error;
    }
  }

  /** A registration takes one card. @throws {Failure} `job.create.registrationInProgress` */
  private requireFree(registration: string): void {
    const isTaken = this.openJobs().some(({ job }) => registrationOf(job) === registration);
    if (isTaken || this.beginning.has(registration)) throw new Failure('job.create.registrationInProgress');
  }

  private async writeDown(order: NewJob): Promise<Job> {
    const { secrets, authorisationId, sessionId, journal: before = [], ...rest } = order;
    const id = randomUUID();
    const hold = this.parts.readers.hold(order.readerId, id);
    try {
      const { job, journal } = await this.parts.jobs.insert({ ...rest, id, state: 'running' }, before);
      const entry = this.add(job, journal, sessionId);
      this.parts.changed(job, journal);
      this.drive(entry, hold, secrets, authorisationId);
      return job;
    } catch (error) {
      await hold.release();
      throw error;
    }
  }

  private add(job: Job, journal: JournalEntry[], sessionId: string | null): OpenJob {
    const driving = Promise.resolve();
    const entry: OpenJob = { job, journal, run: null, driving, sessionId, lostAt: null, isEnding: false };
    this.open.set(job.id, entry);
    return entry;
  }

  /** A card was read in a reader that nobody holds: does a job wait for it? */
  resume(reader: ReaderView): void {
    const { card } = reader;
    if (this.stopping || card?.state !== 'known') return;
    const entry = [...this.open.values()].find(({ job }) => job.cardSerial === card.serial);
    if (entry?.job.state !== 'waitingForCard' || entry.run !== null || entry.isEnding) return;
    if (this.parts.isHeldBack(entry.job.id)) return;
    if (entry.lostAt?.readerId === reader.id && entry.lostAt.insertion === reader.insertion) return;
    const { raId } = entry.job;
    if (raId !== null && !this.parts.ras.serves(raId)) {
      this.parts.logger.warn({ job: entry.job.id, ra: raId }, 'the card of a job of an RA that is not served any more');
      return;
    }
    const hold = this.parts.readers.hold(reader.id, entry.job.id);
    entry.job = { ...entry.job, readerId: reader.id };
    entry.sessionId = null;
    this.drive(entry, hold, new SecretDrawer(), null);
  }

  /** A person says that the job of this card goes on where it lies. @throws {Failure} `job.create.readerBusy` */
  resumeHere(reader: ReaderView): void {
    const { card } = reader;
    const entry = [...this.open.values()].find(({ job }) => card?.state === 'known' && job.cardSerial === card.serial);
    if (entry !== undefined) entry.lostAt = null;
    this.resume(reader);
  }

  /** Owns the answer's secrets once it is taken. @throws {Failure} when it is not what the job waits for, or breaks the rule. */
  answer(jobId: string, answer: JobAnswer, authorisationId: string | null, sessionId: string): void {
    const entry = this.open.get(jobId);
    if (entry === undefined) throw jobUnknown();
    if (entry.run === null) throw answerNotExpected();
    checkAnswer(entry.job.question, answer, this.answerRules(entry.job));
    entry.run.answer(answer, authorisationId);
    entry.sessionId = sessionId;
  }

  /**
   * The person at the kiosk has gone: what waited for them is over, with all that they typed. Nobody else goes on with it.
   * @param watched the kiosk's reader where this session followed what happens there: what nobody answered since the card came
   * back to it was theirs. In a reader of the counter it is not
   */
  endOfSession(sessionId: string, watched: string | null): void {
    for (const { job, run, sessionId: ofJob } of this.open.values()) {
      const isTheirs = ofJob === sessionId || (ofJob === null && job.readerId === watched);
      if (job.actorKind !== 'kiosk' || !isTheirs) continue;
      if (run?.isWaiting === true) run.cancel({ code: 'job.session.ended', facts: {} });
    }
  }

  /** @throws {Failure} while it is at work, or when its card must be finished */
  async cancel(jobId: string): Promise<Job> {
    const entry = this.open.get(jobId);
    if (entry === undefined) throw jobUnknown();
    if (mustFinish(this.parts.types[entry.job.kind], entry.job.input, entry.journal))
      throw new Failure('job.cancel.cardBound');
    await this.end(entry, null);
    return entry.job;
  }

  /**
   * The card was spoiled (作廢): whatever was to be done with it is over.
   * @throws {Failure} `job.cancel.notNow` while the job is at work
   */
  async endBecauseSpoiled(cardSerial: string): Promise<void> {
    const entry = [...this.open.values()].find(({ job }) => job.cardSerial === cardSerial);
    if (entry !== undefined) await this.end(entry, { code: 'job.spoil.spoiled', facts: {} });
  }

  /**
   * What became of a job that waits for its card is known from elsewhere.
   * @throws {Failure} `job.find.unknown`, `job.cancel.notNow`
   */
  async settle(
    jobId: string,
    outcome: { readonly result: JobResult } | { readonly failure: StoredFailure },
  ): Promise<Job> {
    const entry = this.open.get(jobId);
    if (entry === undefined) throw jobUnknown();
    if (entry.run !== null) throw cancelledNotNow();
    if ('result' in outcome) await this.endWaiting(entry, 'allStepsDone', { failure: null, result: outcome.result });
    else await this.endWaiting(entry, 'failedForGood', { failure: outcome.failure, result: null });
    return entry.job;
  }

  private async end(entry: OpenJob, failure: StoredFailure | null): Promise<void> {
    if (entry.run === null) {
      await this.endWaiting(entry, 'cancelled', { failure, result: null });
      return;
    }
    entry.run.cancel(failure);
    await entry.driving;
  }

  /** Of a job that waits for its card; the card may come back meanwhile. @throws {Failure} `job.cancel.notNow` */
  private async endWaiting(
    entry: OpenJob,
    event: JobEvent,
    outcome: { readonly failure: StoredFailure | null; readonly result: JobResult | null },
  ): Promise<void> {
    if (entry.isEnding) throw cancelledNotNow();
    entry.isEnding = true;
    try {
      const state = transition(entry.job.state, event);
      this.keep(entry, await this.parts.jobs.update({ ...entry.job, state, question: null, ...outcome }));
    } finally {
      entry.isEnding = false;
    }
  }

  private answerRules({ readerId, raId }: Job): AnswerRules {
    const { readers, ras } = this.parts;
    const card = readers.reader(readerId)?.card;
    return {
      card: card?.state === 'known' ? card.pinRule : null,
      policy: ras.pinPolicy(raId),
      profile: raId === null ? null : ras.byId(raId).profile,
    };
  }

  private drive(
    entry: OpenJob,
    hold: ReturnType<ReaderBoard['hold']>,
    secrets: SecretDrawer,
    authorisationId: string | null,
  ): void {
    const insertion = this.parts.readers.reader(hold.readerId)?.insertion ?? 0;
    const { raId } = entry.job;
    const run = new JobRun(
      {
        ...this.parts,
        ra: raId === null ? null : this.parts.ras.byId(raId),
        pinPolicy: this.parts.ras.pinPolicy(raId),
        type: this.parts.types[entry.job.kind],
        hold,
        secrets,
        authorisationId,
        logger: this.parts.logger.child({ job: entry.job.id, kind: entry.job.kind, reader: hold.readerId }),
        changed: (job) => {
          entry.lostAt = job.state === 'waitingForCard' ? { readerId: hold.readerId, insertion } : null;
          if (isOver(job.state) || job.state === 'waitingForCard') entry.run = null;
          entry.job = job;
          this.resumeWhereItLies(entry);
          this.keep(entry, { ...job, readerId: entry.job.readerId });
        },
      },
      entry.job,
      entry.journal,
    );
    entry.run = run;
    const before = entry.driving;
    entry.driving = run.drive().then(() => before);
  }

  /** A card that was read while its job was still at work with the reader that pcscd had before is not told of again. */
  private resumeWhereItLies({ job }: OpenJob): void {
    if (job.state !== 'waitingForCard') return;
    const isIt = ({ card, holder }: ReaderView): boolean =>
      holder === null && card?.state === 'known' && card.serial === job.cardSerial;
    const reader = this.parts.readers.readers().find(isIt);
    if (reader !== undefined) this.resume(reader);
  }

  private keep(entry: OpenJob, job: Job): void {
    entry.job = job;
    if (isOver(job.state)) this.open.delete(job.id);
    this.parts.changed(job, entry.journal);
  }
}

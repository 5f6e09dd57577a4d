/** The jobs that are not over: each begins here, is resumed when its card is back, is answered, and ends. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { ProgressSource } from '../../base/progress.js';
import type { PersonFacts } from '../../base/weakPin.js';
import type { Audit } from '../audit/audit.js';
import { Failure } from '../contract/failures/failure.js';
import type { Ras } from '../ras/ras.js';
import type { ReaderBoard } from '../readers/readerBoard.js';
import type { ReaderView } from '../readers/readerView.js';
import { checkAnswer, type AnswerRules } from './answers.js';
import type { JobAnswer } from './order.js';
import type { Job, JournalEntry } from './job.js';
import { JobEndings, type KnownOutcome } from './jobEndings.js';
import { JobRun } from './jobRun.js';
import type { JobTable, UnreadableJob } from './jobTable.js';
import type { JobTypes } from './jobType.js';
import { registrationOf, type NewJob } from './newJob.js';
import { jobUnknown, OpenJobs, type OpenJob } from './openJobs.js';
import { SecretDrawer } from './secretDrawer.js';
import { isOver, transition } from './state.js';
import { StepRunner } from './stepRunner.js';
import { answerNotExpected, type JobServices } from './step.js';

export interface JobBoardParts {
  readonly types: JobTypes;
  readonly jobs: JobTable;
  readonly audit: Audit;
  readonly readers: ReaderBoard;
  readonly ras: Ras;
  readonly transportPin: JobServices['transportPin'];
  readonly now: JobServices['now'];
  readonly releases: JobServices['releases'];
  readonly pukTries: JobServices['pukTries'];
  readonly progress: ProgressSource;
  readonly logger: Logger;
  readonly changed: (job: Job, journal: readonly JournalEntry[]) => void;
  /** Is the job from a restored copy of the store, and its real progress not known yet? Then it is not resumed. */
  readonly isHeldBack: (jobId: string) => boolean;
}

/** Who answers, and what is known of the card's owner. */
export interface Answering {
  readonly authorisationId: string | null;
  readonly sessionId: string;
  readonly person: PersonFacts;
}

export class JobBoard {
  readonly #parts: JobBoardParts;
  readonly #open: OpenJobs;
  readonly #endings: JobEndings;
  /** Registrations whose job is being written, and is not among the open ones yet. */
  readonly #beginning = new Set<string>();
  /** Jobs that cannot be read, by card: what was done to such a card is not known. */
  readonly #unreadable = new Map<string, UnreadableJob>();
  #stopping = false;

  constructor(parts: JobBoardParts) {
    this.#parts = parts;
    this.#open = new OpenJobs(parts.changed);
    this.#endings = new JobEndings({ types: parts.types, jobs: parts.jobs, open: this.#open });
  }

  /** Takes over the jobs that the last process left open: each waits for its card. One that cannot be read is logged and left as it is. */
  async start(): Promise<void> {
    const { jobs, isHeldBack, logger } = this.#parts;
    for (const stored of await jobs.open()) {
      if ('error' in stored) {
        this.#unreadable.set(stored.cardSerial, stored);
        logger.error({ err: stored.error, card: stored.cardSerial }, 'a job cannot be read, and is not resumed');
        continue;
      }
      const { job, journal } = stored;
      const code = isHeldBack(job.id) ? 'job.restore.heldBack' : 'job.restart.cardNeeded';
      const failure = { code, facts: {} } as const;
      const state = transition(job.state, 'cardLost');
      const waiting = await jobs.update({ ...job, state, question: null, failure });
      this.#open.add(waiting, journal, null);
    }
  }

  /** No job is resumed after this. A job at work ends with its transport, and the next start reads its journal. */
  stop(): void {
    this.#stopping = true;
  }

  /** Resolves when every run has released its reader. */
  async idle(): Promise<void> {
    await Promise.all(this.#open.all().map((entry) => entry.driving));
  }

  openJobs(): readonly { readonly job: Job; readonly journal: readonly JournalEntry[] }[] {
    return this.#open.all();
  }

  openJobOfCard(cardSerial: string): Job | null {
    return this.#open.ofCard(cardSerial)?.job ?? null;
  }

  /** @throws {Failure} `job.create.cardHasOpenJob` @throws {UnreadableRowError} the card has a job that cannot be read */
  requireNoOpenJob(cardSerial: string, { onlyReads } = { onlyReads: false }): void {
    const unreadable = onlyReads ? undefined : this.#unreadable.get(cardSerial);
    if (unreadable !== undefined) throw unreadable.error;
    if (this.openJobOfCard(cardSerial) !== null) throw new Failure('job.create.cardHasOpenJob');
  }

  /** @throws {Failure} `job.find.unknown` */
  async find(jobId: string): Promise<{ readonly job: Job; readonly journal: readonly JournalEntry[] }> {
    const open = this.#open.find(jobId);
    if (open !== null) return open;
    const job = await this.#parts.jobs.byId(jobId);
    if (job === null) throw jobUnknown();
    return { job, journal: await this.#parts.jobs.journal(jobId) };
  }

  /** Stores the job and begins it. Takes ownership of the secrets. @throws {Failure} */
  async begin(order: NewJob): Promise<Job> {
    const registration = this.#parts.types[order.kind].bindsCard ? registrationOf(order) : null;
    try {
      this.requireNoOpenJob(order.cardSerial, this.#parts.types[order.kind]);
      if (registration === null) return await this.#store(order);
      this.#requireFree(registration);
      this.#beginning.add(registration);
      return await this.#store(order).finally(() => this.#beginning.delete(registration));
    } catch (error) {
      order.secrets.dispose();
      throw error;
    }
  }

  /** A registration takes one card at a time. @throws {Failure} `job.create.registrationInProgress` */
  #requireFree(registration: string): void {
    const isTaken = this.openJobs().some(({ job }) => registrationOf(job) === registration);
    if (isTaken || this.#beginning.has(registration)) throw new Failure('job.create.registrationInProgress');
  }

  async #store(order: NewJob): Promise<Job> {
    const { jobs, readers, types, changed } = this.#parts;
    const { secrets, authorisationId, sessionId, journal: before = [], ...rest } = order;
    const id = randomUUID();
    const hold = readers.hold(order.readerId, id);
    try {
      const makesKeys = types[order.kind].makesKeys !== 'no';
      const { job, journal } = await jobs.insert({ ...rest, id, state: 'running', makesKeys }, before);
      const entry = this.#open.add(job, journal, sessionId);
      changed(job, journal);
      this.#drive(entry, hold, secrets, authorisationId);
      return job;
    } catch (error) {
      await hold.release();
      throw error;
    }
  }

  /** A card was read in a reader that nobody holds: resumes the job that waits for this card, where there is one. */
  resume(reader: ReaderView): void {
    const { card } = reader;
    if (this.#stopping || card?.state !== 'known') return;
    const entry = this.#open.ofCard(card.serial);
    if (entry?.job.state !== 'waitingForCard' || entry.run !== null || entry.isEnding) return;
    if (this.#parts.isHeldBack(entry.job.id)) return;
    if (entry.lostAt?.readerId === reader.id && entry.lostAt.insertion === reader.insertion) return;
    // Which of the two is the card of the job is for a person to find out.
    if (this.#parts.readers.withCard(card.serial).length > 1) return;
    const { raId } = entry.job;
    if (raId !== null && !this.#parts.ras.serves(raId)) {
      this.#parts.logger.warn({ job: entry.job.id, ra: raId }, 'not resumed: the RA of the job is not in the settings');
      return;
    }
    const hold = this.#parts.readers.hold(reader.id, entry.job.id);
    entry.job = { ...entry.job, readerId: reader.id };
    entry.sessionId = null;
    this.#drive(entry, hold, new SecretDrawer(), null);
  }

  /** A person decided that the job of this card is resumed in this reader. @throws {Failure} `job.create.readerBusy` */
  resumeHere(reader: ReaderView): void {
    const { card } = reader;
    const entry = card?.state === 'known' ? this.#open.ofCard(card.serial) : null;
    if (entry !== null) entry.lostAt = null;
    this.resume(reader);
  }

  /** Owns the secrets of an answer that it accepts. @throws {Failure} when the job waits for something else, or a rule is broken */
  answer(jobId: string, answer: JobAnswer, { authorisationId, sessionId, person }: Answering): void {
    const entry = this.#open.require(jobId);
    if (entry.run === null) throw answerNotExpected();
    checkAnswer(entry.job.question, answer, this.#answerRules(entry.job, person));
    entry.run.answer(answer, authorisationId);
    entry.sessionId = sessionId;
  }

  /** See {JobEndings.endOfSession}. */
  endOfSession(sessionId: string, followedReader: string | null): void {
    this.#endings.endOfSession(sessionId, followedReader);
    this.#open.forgetSession(sessionId);
  }

  /** See {OpenJobs.isOf}. */
  isOf(jobId: string, sessionId: string): boolean {
    return this.#open.isOf(jobId, sessionId);
  }

  /** See {JobEndings.cancel}. @throws {Failure} while the job is at work, or when its card has to be finished */
  cancel(jobId: string): Promise<Job> {
    return this.#endings.cancel(jobId);
  }

  async #endUnreadable(cardSerial: string): Promise<void> {
    const unreadable = this.#unreadable.get(cardSerial);
    if (unreadable === undefined) return;
    await this.#parts.jobs.endUnreadable(unreadable.id);
    this.#unreadable.delete(cardSerial);
  }

  /** See {JobEndings.endBecauseSpoiled}. @throws {Failure} `job.cancel.notNow` while the job is at work */
  async endBecauseSpoiled(cardSerial: string): Promise<void> {
    await this.#endUnreadable(cardSerial);
    await this.#endings.endBecauseSpoiled(cardSerial);
  }

  /** See {JobEndings.settle}. @throws {Failure} `job.find.unknown`, `job.cancel.notNow` */
  settle(jobId: string, outcome: KnownOutcome): Promise<Job> {
    return this.#endings.settle(jobId, outcome);
  }

  #answerRules({ readerId, raId }: Job, person: PersonFacts): AnswerRules {
    const { readers, ras } = this.#parts;
    const card = readers.reader(readerId)?.card;
    return {
      newPin: { card: card?.state === 'known' ? card.pinRule : null, policy: ras.pinPolicy(raId), person },
      profile: raId === null ? null : ras.byId(raId).profile,
    };
  }

  #drive(
    entry: OpenJob,
    hold: ReturnType<ReaderBoard['hold']>,
    secrets: SecretDrawer,
    authorisationId: string | null,
  ): void {
    const { ras, readers, types, logger } = this.#parts;
    const insertion = readers.reader(hold.readerId)?.insertion ?? 0;
    const { job, journal } = entry;
    const common = {
      ...this.#parts,
      hold,
      logger: logger.child({ job: job.id, kind: job.kind, reader: hold.readerId }),
    };
    const ofRa = { ra: job.raId === null ? null : ras.byId(job.raId), pinPolicy: ras.pinPolicy(job.raId) };
    const steps = { ...common, ...ofRa, type: types[job.kind], secrets, authorisationId };
    const run = new JobRun(
      {
        ...common,
        runner: (recorded) => new StepRunner(steps, job, journal, recorded),
        changed: (job) => {
          entry.lostAt = job.state === 'waitingForCard' ? { readerId: hold.readerId, insertion } : null;
          if (isOver(job.state) || job.state === 'waitingForCard') entry.run = null;
          entry.job = job;
          this.#resumeWhereItLies(entry);
          this.#open.update(entry, { ...job, readerId: entry.job.readerId });
        },
      },
      job,
      journal,
    );
    entry.run = run;
    const before = entry.driving;
    entry.driving = run.drive().then(() => before);
  }

  /** The reader does not announce a card again that it read while the job was still at work with the reader of before. */
  #resumeWhereItLies({ job }: OpenJob): void {
    if (job.state !== 'waitingForCard') return;
    const isIt = ({ card, holder }: ReaderView): boolean =>
      holder === null && card?.state === 'known' && card.serial === job.cardSerial;
    const reader = this.#parts.readers.readers().find(isIt);
    if (reader !== undefined) this.resume(reader);
  }
}

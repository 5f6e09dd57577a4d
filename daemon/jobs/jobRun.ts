/**
 * One job at work on one card: runs its steps and keeps its state while they run, wait and fail. A run ends when the job is over or
 * its card is gone. After a pulled card and after a restart a new run continues in the same way, from the journal (`nextAction`).
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { withAnySignal } from '../../base/anySignal.js';
import { UnknownCardError } from '../../card/errors.js';
import { TransportError } from '../../card/transport/connection.js';
import { RaUnavailableError } from '../../sync/connector.js';
import { classify } from '../failures/classify.js';
import type { FailureCode } from '../contract/failures/catalogue.js';
import { Failure } from '../contract/failures/failure.js';
import type { ReaderHold } from '../readers/readerBoard.js';
import type { JobAnswer } from './order.js';
import type { JobResult } from '../contract/jobs/index.js';
import type { Job, JournalEntry } from './job.js';
import type { JobTable } from './jobTable.js';
import type { StoredFailure } from '../contract/failures/failure.js';
import type { Question } from './question.js';
import { isOver, transition, type JobEvent } from './state.js';
import { answerNotExpected, AskPerson } from './step.js';
import type { StepRunner } from './stepRunner.js';

export interface JobRunParts {
  /** The steps of the job, with what was typed for it. @param recorded is called after each line of the journal is on the disk */
  readonly runner: (recorded: () => void) => StepRunner;
  readonly jobs: Pick<JobTable, 'update'>;
  readonly hold: ReaderHold;
  readonly logger: Logger;
  readonly changed: (job: Job, journal: readonly JournalEntry[]) => void;
}

/** What is stored together with a change of the state. */
interface Consequences {
  readonly question?: Question;
  readonly failure?: StoredFailure | null;
  readonly result?: JobResult;
}

/** The card in the reader is not the one that the job left there. */
const otherCardCodes: ReadonlySet<FailureCode> = new Set([
  'card.identify.other',
  'card.identify.otherFamily',
  'card.identify.otherPhase',
]);

/** The job is at work, so it cannot be stopped at this moment. */
export function cancelledNotNow(): Failure {
  return new Failure('job.cancel.notNow');
}

export class JobRun {
  readonly #runner: StepRunner;
  /** What the job waits for: an answer, or the RA (`resolve` is null). null: it is at work. */
  #waiting: { readonly resolve: ((answer: JobAnswer) => void) | null; readonly stop: AbortController } | null = null;
  /** Why a job that waited was stopped. null: its person wanted it. */
  #stoppedBecause: StoredFailure | null = null;

  constructor(
    private readonly parts: JobRunParts,
    private job: Job,
    private readonly journal: JournalEntry[],
  ) {
    this.#runner = parts.runner(() => parts.changed(this.job, journal));
  }

  get current(): Job {
    return this.job;
  }

  /** Works until the job is over or its card is gone, then releases the reader. Never throws. */
  async drive(): Promise<void> {
    const { hold } = this.parts;
    try {
      if (this.job.state === 'waitingForCard') await this.#enter('cardBack', {});
      while (await this.#driveOnce());
    } catch (error) {
      this.#leaveToJournal(error);
    } finally {
      this.#runner.dispose();
      await hold.release();
    }
  }

  /** Does it wait for a person or for the RA? Then nothing is being sent to the card. */
  get isWaiting(): boolean {
    return this.#waiting !== null;
  }

  /** @throws {Failure} when the job waits for something else. */
  answer(answer: JobAnswer, authorisationId: string | null): void {
    if (!this.#waiting?.resolve || this.job.question?.kind !== answer.kind) throw answerNotExpected();
    if (authorisationId !== null) this.#runner.authorise(authorisationId);
    this.#waiting.resolve(answer);
    this.#waiting = null;
  }

  /** @param because null: its person wants it @throws {Failure} while the job is at work. */
  cancel(because: StoredFailure | null): void {
    if (this.#waiting === null) throw cancelledNotNow();
    this.#stoppedBecause = because;
    this.#waiting.stop.abort();
  }

  /** The store cannot be written: the job waits until its card is put in again, as after a restart. */
  #leaveToJournal(error: unknown): void {
    this.parts.logger.fatal({ err: error }, 'the job could not be recorded');
    if (isOver(this.job.state)) return;
    const { code, facts } = classify(error);
    this.job = { ...this.job, state: 'waitingForCard', question: null, failure: { code, facts } };
    this.parts.changed(this.job, this.journal);
  }

  /** @returns whether the run continues */
  async #driveOnce(): Promise<boolean> {
    try {
      const result = await this.#runner.run();
      await this.#enter('allStepsDone', { result });
      return false;
    } catch (error) {
      return await this.#handle(error);
    }
  }

  /** Turns what went wrong into the job's next state. @returns whether the run continues */
  async #handle(error: unknown): Promise<boolean> {
    if (error instanceof AskPerson) return this.#ask(error.question);
    const failure = classify(error);
    const stored = { code: failure.code, facts: failure.facts };
    const level = failure.code === 'job.step.internal' ? 'error' : 'warn';
    const { step } = this.journal.at(-1) ?? { step: null };
    this.parts.logger[level]({ step, code: failure.code, err: error }, 'the job was stopped');
    if (error instanceof RaUnavailableError) return this.#waitForRa(stored);
    // A card of an unknown model is another card, or the job's card after a bad reading.
    const otherCard = error instanceof UnknownCardError || otherCardCodes.has(failure.code);
    if (error instanceof TransportError || otherCard) {
      await this.#enter('cardLost', { failure: stored });
      return false;
    }
    if (this.#runner.bound) return this.#ask({ kind: 'decide', reason: stored });
    await this.#enter('failedForGood', { failure: stored });
    return false;
  }

  async #waitForRa(failure: StoredFailure): Promise<boolean> {
    await this.#runner.letGoOfCard();
    const { cardGone } = this.parts.hold;
    const stop = new AbortController();
    this.#waiting = { resolve: null, stop };
    try {
      await this.#enter('raLost', { failure });
      const { profile, link } = this.#runner.ra();
      await withAnySignal([cardGone, stop.signal], async (signal) => {
        await delay(profile.connector.retryMs, undefined, { signal });
        await link.back(signal);
      });
    } catch (error) {
      if (!cardGone.aborted && !stop.signal.aborted) throw error;
    } finally {
      this.#waiting = null;
    }
    if (stop.signal.aborted) return this.#enterCancelled();
    if (cardGone.aborted) return this.#handle(this.#pulledWhileWaiting());
    await this.#enter('raBack', {});
    return true;
  }

  async #ask(question: Question): Promise<boolean> {
    await this.#runner.letGoOfCard();
    const { cardGone } = this.parts.hold;
    const stop = new AbortController();
    const answer = new Promise<JobAnswer | null>((resolve) => {
      this.#waiting = { resolve, stop };
      for (const signal of [cardGone, stop.signal]) {
        signal.addEventListener('abort', () => resolve(null), { once: true });
        if (signal.aborted) resolve(null);
      }
    });
    await this.#enter('asked', { question });
    const given = await answer;
    this.#waiting = null;
    if (stop.signal.aborted) return this.#enterCancelled();
    if (given === null) return this.#handle(this.#pulledWhileWaiting());
    if (given.kind === 'decide' && given.decision === 'stop') {
      await this.#enter('cardLost', { failure: { code: 'job.decide.setAside', facts: {} } });
      return false;
    }
    this.#runner.take(given, question);
    await this.#enter('answered', {});
    return true;
  }

  async #enterCancelled(): Promise<false> {
    await this.#enter('cancelled', { failure: this.#stoppedBecause });
    return false;
  }

  #pulledWhileWaiting(): TransportError {
    return new TransportError('cardRemoved', this.job.readerId, 'while the job waited');
  }

  async #enter(event: JobEvent, { question, failure, result }: Consequences): Promise<void> {
    this.job = await this.parts.jobs.update({
      ...this.job,
      state: transition(this.job.state, event),
      question: question ?? null,
      failure: failure ?? null,
      result: result ?? null,
    });
    this.parts.logger.info({ state: this.job.state, code: failure?.code }, 'job');
    this.parts.changed(this.job, this.journal);
  }
}

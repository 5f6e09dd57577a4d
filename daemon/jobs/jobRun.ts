/**
 * One job at work on one card: the loop that reads the journal, acts, and writes the journal. It ends when the job is
 * over or its card is gone; a pulled card and a killed process come back through the same door (`nextAction`).
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Secret } from '../../base/secret.js';
import type { CardDriver, PinRule } from '../../card/drivers/driver.js';
import { UnknownCardError } from '../../card/drivers/errors.js';
import { TransportError } from '../../card/transport/connection.js';
import { RaUnavailableError } from '../../sync/connector.js';
import type { WireQuestion } from '../api/messages.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../failures/failure.js';
import type { ProgressSource } from '../health/progress.js';
import { toWireFailure } from '../failures/wireFailure.js';
import type { JobAnswer } from '../gateway.js';
import type { ReaderHold } from '../readers/readerBoard.js';
import type { JobTable } from '../store/jobTable.js';
import type { Audit } from '../audit/audit.js';
import type { Ra } from '../ras.js';
import type { Job, JobResult, JournalEntry, StoredFailure } from './job.js';
import { nextAction } from './plan.js';
import { isOver, transition, type JobEvent } from './state.js';
import {
  answerNotExpected,
  AskPerson,
  mustFinish,
  type AnyJobType,
  type AnyStep,
  type AnyStepContext,
  type JobServices,
} from './step.js';
import type { SecretDrawer } from './secretDrawer.js';

export interface JobRunParts {
  readonly type: AnyJobType;
  readonly jobs: JobTable;
  /** Null for a job that needs none. */
  readonly ra: Ra | null;
  readonly pinPolicy: PinRule;
  readonly transportPin: JobServices['transportPin'];
  readonly audit: Audit;
  readonly hold: ReaderHold;
  readonly secrets: SecretDrawer;
  readonly authorisationId: string | null;
  readonly logger: Logger;
  readonly progress: ProgressSource;
  readonly changed: (job: Job, journal: readonly JournalEntry[]) => void;
}

/** Every call below a step has a shorter limit of its own; past this something hangs that should not be able to. */
const stepLimitMs = 5 * 60_000;

/** What goes with an arrow of the state table. */
interface Consequences {
  readonly question?: WireQuestion;
  readonly failure?: StoredFailure;
  readonly result?: JobResult;
}

export class JobRun {
  private card: CardDriver | null = null;
  private redo: string | null = null;
  private toldToTryAgain = false;
  private authorisationId: string | null;
  private readonly services: JobServices;
  private answered: { readonly answer: JobAnswer } | null = null;
  private waiting: { readonly resolve: (answer: JobAnswer) => void; readonly stop: AbortController } | null = null;

  constructor(
    private readonly parts: JobRunParts,
    private job: Job,
    private readonly journal: JournalEntry[],
  ) {
    this.authorisationId = parts.authorisationId;
    this.services = this.servicesOf();
  }

  get current(): Job {
    return this.job;
  }

  /** Works until the job is over or its card is gone, then gives the reader back. Never throws. */
  async drive(): Promise<void> {
    const { hold, secrets } = this.parts;
    try {
      if (this.job.state === 'waitingForCard') await this.enter('cardBack', {});
      while (await this.driveOnce());
    } catch (error) {
      this.leaveToJournal(error);
    } finally {
      secrets.dispose();
      await hold.release();
    }
  }

  /** @throws {Failure} when the job waits for something else. */
  answer(answer: JobAnswer, authorisationId: string | null): void {
    if (this.waiting === null || this.job.question?.kind !== answer.kind) throw answerNotExpected();
    this.authorisationId = authorisationId ?? this.authorisationId;
    this.waiting.resolve(answer);
    this.waiting = null;
  }

  /** @throws {Failure} while the job is at work. */
  cancel(): void {
    if (this.waiting === null) throw new Failure('job.cancel.notNow');
    this.waiting.stop.abort();
  }

  /** The store takes nothing: the job waits until its card is put in again, as it would after a restart. */
  private leaveToJournal(error: unknown): void {
    this.parts.logger.fatal({ err: error }, 'the job could not be recorded');
    if (isOver(this.job.state)) return;
    const { code, facts } = classify(error);
    this.job = { ...this.job, state: 'waitingForCard', question: null, failure: { code, facts } };
    this.parts.changed(this.job, this.journal);
  }

  /** @returns whether to go on */
  private async driveOnce(): Promise<boolean> {
    try {
      await this.runSteps();
      const { type } = this.parts;
      const result = type.result({ input: this.job.input, cardSerial: this.job.cardSerial, outcome: this.outcome });
      await this.enter('allStepsDone', { result });
      return false;
    } catch (error) {
      return await this.handle(error);
    }
  }

  private async runSteps(): Promise<void> {
    for (;;) {
      const next = nextAction(this.steps(), this.journal);
      if (next.action === 'finish') return;
      const step = this.stepNamed(next.step);
      const context = await this.context(next.attempt + 1);
      if (await this.settledByAnswer(step, context)) continue;
      if (next.action === 'probe' && this.redo !== step.name && (await this.settledByProbe(step, context))) continue;
      await step.prepare?.(context);
      this.redo = null;
      await this.record(step.name, 'intent', {});
      const facts = await this.watched(step, () => step.run(context)).finally(() => (this.toldToTryAgain = false));
      await this.record(step.name, 'outcome', facts);
    }
  }

  /** A step that neither ends nor fails in its time keeps systemd's watchdog from being fed. */
  private async watched<T>(step: AnyStep, run: () => Promise<T>): Promise<T> {
    const work = this.parts.progress.begin(`${this.job.kind}.${step.name} in ${this.job.readerId}`, stepLimitMs);
    try {
      return await run();
    } finally {
      work.end();
    }
  }

  private async settledByAnswer(step: AnyStep, context: AnyStepContext): Promise<boolean> {
    if (this.answered === null) return false;
    const { answer } = this.answered;
    this.answered = null;
    if (answer.kind === 'decide') {
      this.toldToTryAgain = true;
      return false;
    }
    const effect = await step.answer?.(context, answer);
    if (effect?.effect === 'settled') await this.record(step.name, 'outcome', effect.facts);
    if (effect?.effect === 'redo') this.redo = step.name;
    return effect?.effect === 'settled';
  }

  private async settledByProbe(step: AnyStep, context: AnyStepContext): Promise<boolean> {
    const verdict = await step.probe?.(context);
    if (verdict === undefined) throw new Error(`step ${step.name} is "once" and has no probe`);
    this.parts.logger.info(
      { step: step.name, verdict: verdict.verdict },
      'the card was asked what it has of this step',
    );
    switch (verdict.verdict) {
      case 'applied':
        await this.record(step.name, 'outcome', verdict.facts);
        return true;
      case 'notApplied':
        return false;
      case 'unknown':
        throw new AskPerson(verdict.question);
    }
  }

  /** Turns what went wrong into the job's next state. @returns whether to go on */
  private async handle(error: unknown): Promise<boolean> {
    if (error instanceof AskPerson) return this.ask(error.question);
    const failure = classify(error);
    const stored = { code: failure.code, facts: failure.facts };
    const level = failure.code === 'job.step.internal' ? 'error' : 'warn';
    const { step } = this.journal.at(-1) ?? { step: null };
    this.parts.logger[level]({ step, code: failure.code, err: error }, 'the job was stopped');
    if (error instanceof RaUnavailableError) return this.waitForRa(stored);
    // A card that nobody knows is another card, or this one badly read.
    const otherCard = error instanceof UnknownCardError || failure.code === 'card.identify.other';
    if (error instanceof TransportError || otherCard) {
      await this.enter('cardLost', { failure: stored });
      return false;
    }
    if (mustFinish(this.parts.type, this.job.input, this.journal))
      return this.ask({ kind: 'decide', reason: toWireFailure(stored) });
    await this.enter('failedForGood', { failure: stored });
    return false;
  }

  private async waitForRa(failure: StoredFailure): Promise<boolean> {
    await this.letGoOfCard();
    await this.enter('raLost', { failure });
    const { cardGone } = this.parts.hold;
    try {
      const { profile, link } = this.ra();
      await delay(profile.connector.retryMs, undefined, { signal: cardGone });
      await link.back(cardGone);
    } catch (error) {
      if (!cardGone.aborted) throw error;
      return this.handle(this.pulledWhileWaiting());
    }
    await this.enter('raBack', {});
    return true;
  }

  private async ask(question: WireQuestion): Promise<boolean> {
    await this.letGoOfCard();
    const { cardGone } = this.parts.hold;
    const stop = new AbortController();
    const answer = new Promise<JobAnswer | null>((resolve) => {
      this.waiting = { resolve, stop };
      for (const signal of [cardGone, stop.signal]) {
        signal.addEventListener('abort', () => resolve(null), { once: true });
        if (signal.aborted) resolve(null);
      }
    });
    await this.enter('asked', { question });
    const given = await answer;
    this.waiting = null;
    if (stop.signal.aborted) {
      await this.enter('cancelled', {});
      return false;
    }
    if (given === null) return this.handle(this.pulledWhileWaiting());
    if (given.kind === 'decide' && given.decision === 'stop') {
      await this.enter('cardLost', { failure: { code: 'job.decide.setAside', facts: {} } });
      return false;
    }
    this.parts.secrets.take(given);
    this.answered = { answer: given };
    await this.enter('answered', {});
    return true;
  }

  private pulledWhileWaiting(): TransportError {
    return new TransportError('cardRemoved', this.job.readerId, 'while the job waited');
  }

  /** While nothing is sent to the card it must not stay open with a verified PIN. */
  private async letGoOfCard(): Promise<void> {
    this.card = null;
    await this.parts.hold.closeCard('reset');
  }

  private async connectedCard(): Promise<CardDriver> {
    if (this.card !== null) return this.card;
    const card = await this.parts.hold.openCard();
    if (card.identity.serial !== this.job.cardSerial) {
      throw new Failure('card.identify.other', { expected: this.job.cardSerial, found: card.identity.serial });
    }
    this.card = card;
    return card;
  }

  private async context(attempt: number): Promise<AnyStepContext> {
    const { secrets, audit } = this.parts;
    const { actor, cardSerial } = this.job;
    return {
      jobId: this.job.id,
      cardSerial,
      input: this.job.input,
      card: await this.connectedCard(),
      services: this.services,
      authorisationId: this.authorisationId,
      attempt,
      toldToTryAgain: () => this.toldToTryAgain,
      secret: (name): Secret | null => secrets.get(name),
      keepSecret: (name, secret) => secrets.keep(name, secret),
      outcome: this.outcome,
      audit: (action, facts) => audit.append({ actor, action, subject: cardSerial, facts }),
      enqueue: (kind, body) => this.ra().link.enqueue(kind, body),
    };
  }

  private readonly ra = (): Ra => {
    const { ra } = this.parts;
    if (ra === null) throw new Error(`a job ${this.job.kind} was begun without an RA`);
    return ra;
  };

  private servicesOf(): JobServices {
    const { pinPolicy, transportPin } = this.parts;
    const ra = this.ra;
    return {
      get ra() {
        return ra().connector;
      },
      get profile() {
        return ra().profile;
      },
      flushOutbox: () => ra().link.flush(),
      pinPolicy,
      transportPin,
    };
  }

  private readonly outcome = (step: string): Readonly<Record<string, unknown>> => {
    const entry = this.journal.find((candidate) => candidate.phase === 'outcome' && candidate.step === step);
    if (entry === undefined) throw new Error(`step ${step} has no outcome yet`);
    return entry.facts;
  };

  private steps(): readonly AnyStep[] {
    return this.parts.type.steps(this.job.input);
  }

  private stepNamed(name: string): AnyStep {
    const step = this.steps().find((candidate) => candidate.name === name);
    if (step === undefined) throw new Error(`no step is called ${name}`);
    return step;
  }

  private async record(step: string, phase: 'intent' | 'outcome', facts: object): Promise<void> {
    this.journal.push(await this.parts.jobs.record(this.job.id, step, phase, facts));
    this.parts.logger.info({ step, phase }, 'journal');
    this.parts.changed(this.job, this.journal);
  }

  private async enter(event: JobEvent, { question, failure, result }: Consequences): Promise<void> {
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

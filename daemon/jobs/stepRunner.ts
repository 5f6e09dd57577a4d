/**
 * Runs the steps of one job. Its journal says which step comes next. The runner writes the journal; the job's run (`jobRun.ts`)
 * decides what an error means for the job.
 */
import type { Logger } from 'pino';
import type { Secret } from '../../base/secret.js';
import type { CardDriver } from '../../card/drivers/driver.js';
import type { PinPolicy } from '../../config/raProfile.js';
import type { JobAnswer } from './order.js';
import type { ProgressSource } from '../../base/progress.js';
import type { ReaderHold } from '../readers/readerBoard.js';
import type { JobTable, Write } from './jobTable.js';
import type { Audit } from '../audit/audit.js';
import type { Ra } from '../ras/ras.js';
import { checkPhase } from './cardPhase.js';
import { idempotencyKey } from './idempotencyKey.js';
import { Failure, type StoredFailure } from '../contract/failures/failure.js';
import type { JobResult } from '../contract/jobs/index.js';
import type { Job, JournalEntry } from './job.js';
import { nextAction } from './plan.js';
import type { Question } from './question.js';
import type { SecretDrawer } from './secretDrawer.js';
import { mustFinish, type AnyJobType } from './jobType.js';
import { AskPerson, otherCard, type AnyStep, type AnyStepContext, type JobServices } from './step.js';

export interface StepRunnerParts {
  readonly type: AnyJobType;
  readonly jobs: JobTable;
  /** null: the job needs none. */
  readonly ra: Ra | null;
  readonly pinPolicy: PinPolicy;
  readonly transportPin: JobServices['transportPin'];
  readonly now: JobServices['now'];
  readonly releases: JobServices['releases'];
  readonly pukTries: JobServices['pukTries'];
  readonly audit: Audit;
  readonly hold: ReaderHold;
  readonly secrets: SecretDrawer;
  readonly authorisationId: string | null;
  readonly logger: Logger;
  readonly progress: ProgressSource;
}

/** Every call inside a step has a shorter limit of its own, so a step that takes longer hangs because of a mistake. */
const stepLimitMs = 5 * 60_000;

export class StepRunner {
  readonly #steps: readonly AnyStep[];
  readonly #services: JobServices;
  #card: CardDriver | null = null;
  #redo: string | null = null;
  #retryDecided = false;
  #heard: readonly StoredFailure[] = [];
  #answered: JobAnswer | null = null;
  #authorisationId: string | null;
  /** Writes of the current step that go into the transaction of its outcome. */
  #following: Write[] = [];
  #hasFacts = false;

  /** @param recorded is called after each line of the journal is on the disk */
  constructor(
    private readonly parts: StepRunnerParts,
    private readonly job: Job,
    private readonly journal: JournalEntry[],
    private readonly recorded: () => void,
  ) {
    this.#steps = parts.type.steps(job.input);
    this.#authorisationId = parts.authorisationId;
    this.#services = this.#servicesOf();
  }

  /** Runs the steps that have no outcome yet. @returns the job's result @throws {AskPerson} @throws {Error} what a step threw */
  async run(): Promise<JobResult> {
    for (;;) {
      const next = nextAction(this.#steps, this.journal);
      if (next.action === 'finish') {
        return this.parts.type.result({
          input: this.job.input,
          cardSerial: this.job.cardSerial,
          outcome: this.#outcome,
        });
      }
      const step = this.#stepNamed(next.step);
      const context = await this.#context(step, next.attempt + 1);
      if (await this.#settledByAnswer(step, context)) continue;
      if (next.action === 'probe' && this.#redo !== step.name && (await this.#settledByProbe(step, context))) continue;
      await step.prepare?.(context);
      this.#redo = null;
      await this.#record(step.name, 'intent', {});
      const facts = await this.#watched(step, () => step.run(context)).finally(() => this.#forgetDecisions());
      await this.#record(step.name, 'outcome', facts);
    }
  }

  /**
   * Takes a person's answer to the question of the current step, and takes its secrets over.
   * @param question as the person was shown it
   */
  take(answer: JobAnswer, question: Question): void {
    const { secrets } = this.parts;
    secrets.take(answer);
    secrets.noteShown(question);
    this.#answered = answer;
    this.#heard = [...this.#heard, question.reason];
  }

  /** Zeroes what was typed for the job. No step runs after this. */
  dispose(): void {
    this.parts.secrets.dispose();
  }

  /** The RA authorised the person, perhaps for a second time. */
  authorise(authorisationId: string): void {
    this.#authorisationId = authorisationId;
  }

  /** Does the card have to be finished? Then the job cannot be given up. */
  get bound(): boolean {
    return mustFinish(this.parts.type, this.job.input, this.journal);
  }

  /** While the job waits, the card must not stay connected with a verified PIN. */
  async letGoOfCard(): Promise<void> {
    this.#card = null;
    await this.parts.hold.closeCard('reset');
  }

  /** @throws {Error} when the job was begun without one */
  readonly ra = (): Ra => {
    const { ra } = this.parts;
    if (ra === null) throw new Error(`a job ${this.job.kind} was begun without an RA`);
    return ra;
  };

  /** The watchdog no longer reports to systemd while a step takes longer than its limit. */
  async #watched<T>(step: AnyStep, run: () => Promise<T>): Promise<T> {
    const { progress, hold } = this.parts;
    const work = progress.begin(`${this.job.kind}.${step.name} in ${hold.readerId}`, stepLimitMs);
    try {
      return await run();
    } finally {
      work.end();
    }
  }

  /** A person's word is good for one attempt. */
  #forgetDecisions(): void {
    this.#retryDecided = false;
    this.#heard = [];
  }

  async #settledByAnswer(step: AnyStep, context: AnyStepContext): Promise<boolean> {
    const answered = this.#answered;
    if (answered === null) return false;
    this.#answered = null;
    if (answered.kind === 'decide') {
      this.#retryDecided = true;
      return false;
    }
    const effect = await step.answer?.(context, answered);
    if (effect?.effect === 'settled') await this.#record(step.name, 'outcome', effect.facts);
    if (effect?.effect === 'redo') this.#redo = step.name;
    return effect?.effect === 'settled';
  }

  async #settledByProbe(step: AnyStep, context: AnyStepContext): Promise<boolean> {
    const verdict = await step.probe?.(context);
    if (verdict === undefined) throw new Error(`step ${step.name} is "once" and has no probe`);
    this.parts.logger.info({ step: step.name, verdict: verdict.verdict }, 'the card was probed');
    switch (verdict.verdict) {
      case 'applied':
        await this.#record(step.name, 'outcome', verdict.facts);
        return true;
      case 'notApplied':
        return false;
      case 'unknown':
        throw new AskPerson(verdict.question);
    }
  }

  async #connectedCard(): Promise<CardDriver> {
    if (this.#card !== null) return this.#card;
    const card = await this.parts.hold.openCard();
    const { serial, family } = card.identity;
    const { cardSerial, input } = this.job;
    if (serial !== cardSerial) throw otherCard(cardSerial, serial);
    const { cardFamily = family } = input;
    if (family !== cardFamily) throw new Failure('card.identify.otherFamily', { expected: cardFamily, found: family });
    const pinsBefore = this.parts.type.pinsBefore?.(this.job.input) ?? [];
    await checkPhase(card, { steps: this.#steps, pinsBefore, journal: this.journal });
    this.#card = card;
    return card;
  }

  async #context(step: AnyStep, attempt: number): Promise<AnyStepContext> {
    const { secrets, audit } = this.parts;
    const { id, actor, actorKind, cardSerial, raId, readerId, createdAt } = this.job;
    const common = { ...(raId !== null && { ra: raId }), reader: readerId };
    // A step that runs again reports the same fact again. Each attempt of a `once` step is a different fact.
    const factAttempt = step.kind === 'once' ? attempt : 1;
    const factId = (kind: string): string => idempotencyKey(id, `${step.name} ${kind}`, factAttempt);
    this.#following = [];
    this.#hasFacts = false;
    return {
      jobId: id,
      cardSerial,
      input: this.job.input,
      card: await this.#connectedCard(),
      services: this.#services,
      actor: { kind: actorKind, name: actor },
      createdAt,
      authorisationId: this.#authorisationId,
      keepAuthorisation: (id) => this.authorise(id),
      attempt,
      retryDecided: () => this.#retryDecided,
      heard: () => this.#heard,
      secret: (name): Secret | null => secrets.get(name),
      keepSecret: (name, secret) => secrets.keep(name, secret),
      pins: secrets,
      outcome: this.#outcome,
      audit: (action, facts) =>
        void this.#following.push((tx) =>
          audit.appendIn(tx, { actor, action, subject: cardSerial, facts: { ...common, ...facts } }),
        ),
      enqueue: (kind, body) => {
        const { link } = this.ra();
        this.#following.push((tx) => link.enqueueIn(tx, { kind, body, id: factId(kind) }));
        this.#hasFacts = true;
      },
      escrow: async (kind, body) => {
        await this.ra().link.enqueue(kind, body, factId(kind));
      },
    };
  }

  #servicesOf(): JobServices {
    const { pinPolicy, transportPin, now, releases, pukTries } = this.parts;
    const { ra } = this;
    return {
      get ra() {
        return ra().connector;
      },
      get profile() {
        return ra().profile;
      },
      flushOutbox: () => ra().link.flush(),
      now,
      releases,
      pukTries,
      pinPolicy,
      transportPin,
    };
  }

  readonly #outcome = (step: string): Readonly<Record<string, unknown>> => {
    const entry = this.journal.find((candidate) => candidate.phase === 'outcome' && candidate.step === step);
    if (entry === undefined) throw new Error(`step ${step} has no outcome yet`);
    return entry.facts;
  };

  #stepNamed(name: string): AnyStep {
    const step = this.#steps.find((candidate) => candidate.name === name);
    if (step === undefined) throw new Error(`no step is called ${name}`);
    return step;
  }

  async #record(step: string, phase: 'intent' | 'outcome', facts: object): Promise<void> {
    const also = phase === 'outcome' ? this.#following : [];
    this.journal.push(await this.parts.jobs.record(this.job.id, { step, phase, facts }, also));
    this.parts.logger.info({ step, phase }, 'journal');
    if (phase === 'outcome' && this.#hasFacts) this.ra().link.deliver();
    this.recorded();
  }
}

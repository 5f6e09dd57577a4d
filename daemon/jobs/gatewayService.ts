/** The gateway behind the API: what the screens may ask of the jobs, the readers and the RAs. */
import type {
  WireAuthorisation,
  WireEvent,
  WireJob,
  WireRa,
  WireRegistrationList,
  WireTerms,
} from '../contract/messages.js';
import { Failure } from '../contract/failures/failure.js';
import { classify } from '../failures/classify.js';
import type { Actor } from '../operators/actor.js';
import { may, requireJobPermission, requirePermission, scopeOf } from '../operators/permissions.js';
import type { RegistrationTable } from '../ras/registrationTable.js';
import type { Ras } from '../ras/ras.js';
import type { ReaderBoard } from '../readers/readerBoard.js';
import type { KnownCard, ReaderView } from '../readers/readerView.js';
import type { Subscribers, UnblockRequest } from '../subscribers/subscribers.js';
import { grantToWire } from '../subscribers/wire.js';
import type { Beginning } from './beginning.js';
import { isLineJob } from './entryKey.js';
import type { Gateway } from './gateway.js';
import type { Claims } from './guards.js';
import type { Job, JournalEntry } from './job.js';
import type { JobBoard } from './jobBoard.js';
import type { JobTable } from './jobTable.js';
import type { JobTypes } from './jobType.js';
import type { PukTries } from './pukTries.js';
import { wireJob } from './jobView.js';
import { jobUnknown } from './openJobs.js';
import type { JobAnswer, JobOrder } from './order.js';
import { ScreenEvents, type GeneralEvent, type Snapshot } from './screenEvents.js';
import { SecretDrawer } from './secretDrawer.js';
import { isOver } from './state.js';
import type { Visibility } from './visibility.js';

export interface GatewayParts {
  readonly types: JobTypes;
  readonly visibility: Visibility;
  readonly beginning: Pick<Beginning, 'begin'>;
  readonly readers: ReaderBoard;
  readonly jobBoard: JobBoard;
  readonly jobs: JobTable;
  readonly registrations: RegistrationTable;
  readonly pukTries: Pick<PukTries, 'missesOf'>;
  readonly ras: Ras;
  readonly subscribers: Subscribers;
  readonly claims: Claims;
  readonly isSpoiled: (cardSerial: string) => boolean;
  /** Id of the quarantine that the card is under. */
  readonly quarantineOf: (card: KnownCard) => string | null;
}

export class GatewayService implements Gateway {
  readonly #parts: GatewayParts;
  readonly #events: ScreenEvents;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#events = new ScreenEvents({ ...parts, wireJob: (job, journal) => this.#wireJob(job, journal) });
  }

  // ---------------------------------------------------------------- what happens, to those who may see it

  readerChanged(reader: ReaderView): void {
    this.#events.readerChanged(reader);
  }

  readerRemoved(readerId: string): void {
    this.#events.readerRemoved(readerId);
  }

  jobChanged(job: Job, journal: readonly JournalEntry[]): void {
    this.#events.jobChanged(job, journal);
  }

  announce(event: GeneralEvent): void {
    this.#events.announce(event);
  }

  claimsChanged(): void {
    this.#events.claimsChanged();
  }

  subscribe(actor: Actor, listener: (event: WireEvent) => void): () => void {
    return this.#events.subscribe(actor, listener);
  }

  snapshot(actor: Actor): Snapshot {
    return this.#events.snapshot(actor);
  }

  kioskReaderId(): string | null {
    return this.#parts.visibility.kioskReaderId();
  }

  // ---------------------------------------------------------------- jobs

  async createJob(actor: Actor, order: JobOrder, idempotencyKey: string): Promise<WireJob> {
    try {
      const { id } = await this.#parts.beginning.begin(actor, order, { idempotencyKey });
      return await this.job(actor, id);
    } catch (error) {
      throw classify(error);
    }
  }

  async job(actor: Actor, jobId: string): Promise<WireJob> {
    const { job, journal } = await this.#parts.jobBoard.find(jobId);
    if (!this.#parts.visibility.seesJob(actor, job)) throw jobUnknown();
    return this.#wireJob(job, journal);
  }

  async jobs(actor: Actor, limit: number): Promise<readonly WireJob[]> {
    const { jobs, visibility } = this.#parts;
    // A job that is over at the kiosk was another person's.
    const seen = (await jobs.latest(limit, actor.kind === 'staff' ? actor : null)).filter(
      (job) => visibility.seesJob(actor, job) && (actor.kind === 'staff' || !isOver(job.state)),
    );
    return Promise.all(seen.map(async (job) => this.#wireJob(job, await jobs.readableJournal(job.id))));
  }

  async answerJob(actor: Actor, jobId: string, answer: JobAnswer): Promise<WireJob> {
    try {
      const { raId, cardSerial, registrationId, pin } = await this.job(actor, jobId);
      await this.#requireWork(actor, jobId);
      const person = await this.#parts.registrations.personOf({ raId, cardSerial, registrationId });
      const needsAuthorisation = answer.kind === 'authoriseAgain' && pin !== null;
      const { subscribers } = this.#parts;
      const authorisation = needsAuthorisation ? subscribers.unblockOf(actor, { raId, cardSerial, pin }) : null;
      const authorisationId = authorisation?.id ?? null;
      this.#parts.jobBoard.answer(jobId, answer, { authorisationId, sessionId: actor.sessionId, person });
      // A PIN that broke the rule is typed again, without another login.
      if (authorisation !== null) subscribers.forgetUnblock(actor);
    } catch (error) {
      SecretDrawer.of(answer).dispose();
      throw classify(error);
    }
    return this.job(actor, jobId);
  }

  async cancelJob(actor: Actor, jobId: string): Promise<WireJob> {
    await this.job(actor, jobId);
    await this.#requireWork(actor, jobId);
    const job = await this.#parts.jobBoard.cancel(jobId);
    return this.#wireJob(job, await this.#parts.jobs.journal(jobId));
  }

  // ---------------------------------------------------------------- the RA

  async authorise(actor: Actor, request: UnblockRequest): Promise<WireAuthorisation> {
    const { visibility, readers, subscribers } = this.#parts;
    try {
      requireJobPermission(actor, 'unblockPin');
      if (!visibility.seesReader(actor, request.readerId)) throw new Failure('job.create.readerUnknown');
      const { serial } = await readers.knownCard(request.readerId);
      return grantToWire(await subscribers.authoriseUnblock(actor, serial, request));
    } catch (error) {
      throw classify(error);
    } finally {
      request.password.dispose();
    }
  }

  endSession(actor: Actor): void {
    this.#parts.subscribers.endSession(actor);
    const followed = this.#events.forgetSession(actor);
    if (actor.kind === 'kiosk')
      this.#parts.jobBoard.endOfSession(actor.sessionId, followed ? this.kioskReaderId() : null);
  }

  async registrations(actor: Actor): Promise<WireRegistrationList> {
    requirePermission(actor, 'view');
    const { ras, registrations } = this.#parts;
    const lists = await Promise.all(
      ras.within(scopeOf(actor)).all.map(({ profile }) => registrations.list(profile.id)),
    );
    const times = lists.map(({ asOf }) => asOf);
    return {
      registrations: lists.flatMap((list) => list.registrations),
      asOf: times.includes(null) ? null : (times.sort()[0] ?? null),
    };
  }

  ras(actor: Actor): WireRa[] {
    return this.#parts.ras.within(scopeOf(actor)).all.map(({ profile }) => ({
      id: profile.id,
      name: profile.name,
      certificateUses: profile.certificateUses,
      accent: profile.colours.accent,
      termsVersion: profile.terms.version,
    }));
  }

  /** @throws {Failure} `ra.choose.unknown` */
  terms(raId: string): WireTerms {
    const { version, ...text } = this.#parts.ras.byId(raId).profile.terms;
    return { version, text };
  }

  /** Whoever works at the batch line may also answer and stop the jobs of the line. @throws {Failure} */
  async #requireWork(actor: Actor, jobId: string): Promise<void> {
    const { job } = await this.#parts.jobBoard.find(jobId);
    if (isLineJob(job) && may(actor, 'batch')) return;
    requireJobPermission(actor, job.kind);
  }

  #wireJob(job: Job, journal: readonly JournalEntry[]): WireJob {
    return wireJob(job, journal, this.#parts.types[job.kind]);
  }
}

/** The gateway behind the API: who may see and do what, and what a request needs before it becomes a job. */
import type {
  JobKind,
  WireAuthorisation,
  WireEvent,
  WireJob,
  WireRa,
  WireReader,
  WireRegistrationList,
  WireTerms,
} from '../contract/messages.js';
import type { Admission } from './admission.js';
import { isLineJob } from './entryKey.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../contract/failures/failure.js';
import type { Gateway, JobAnswer, JobOrder } from './gateway.js';
import type { UnblockRequest } from '../subscribers/subscribers.js';
import type { Actor } from '../operators/actor.js';
import type { Claims } from './guards.js';
import type { Job, JournalEntry } from './job.js';
import { jobUnknown, type JobBoard } from './jobBoard.js';
import { wireJob } from './jobView.js';
import { isOver } from './state.js';
import { SecretDrawer } from './secretDrawer.js';
import type { AnyJobType } from './step.js';
import { isAtKiosk, may, requireJobPermission, requirePermission } from '../operators/permissions.js';
import type { Ras } from '../ras/ras.js';
import { wireReader } from '../readers/wireReader.js';
import {
  readerBusy,
  readerUnknown,
  type KnownCard,
  type ReaderBoard,
  type ReaderView,
} from '../readers/readerBoard.js';
import type { JobTable } from './jobTable.js';
import type { RegistrationTable } from '../ras/registrationTable.js';
import type { Subscribers } from '../subscribers/subscribers.js';

export interface GatewayParts {
  readonly types: Readonly<Record<JobKind, AnyJobType>>;
  readonly readers: ReaderBoard;
  readonly jobBoard: JobBoard;
  readonly jobs: JobTable;
  readonly registrations: RegistrationTable;
  readonly ras: Ras;
  readonly admission: Admission;
  readonly subscribers: Subscribers;
  readonly claims: Claims;
  readonly isSpoiled: (cardSerial: string) => boolean;
  /** Id of the quarantine that it is under. */
  readonly quarantineOf: (card: KnownCard) => string | null;
  /** Configuration `kioskReader`: id, name or PC/SC name; null takes the first reader. */
  readonly kioskReader: string | null;
}

type Snapshot = Extract<WireEvent, { type: 'snapshot' }>;

interface Subscriber {
  readonly actor: Actor;
  readonly listener: (event: WireEvent) => void;
}

export class GatewayService implements Gateway {
  private readonly subscribers = new Set<Subscriber>();
  /** Sessions that followed what happens at the kiosk; one that only came to log in as staff is none. */
  private readonly kioskScreens = new Set<string>();
  /** By idempotency key: requests whose job is just being written down. */
  private readonly creating = new Map<string, Promise<WireJob>>();
  /** Ids of unfinished jobs whose card was in the kiosk's reader last. */
  private readonly atKiosk = new Set<string>();
  private lastKioskReaderId: string | null = null;

  constructor(private readonly parts: GatewayParts) {}

  // ---------------------------------------------------------------- what happens, to those who may see it

  readerChanged(reader: ReaderView): void {
    this.send({ type: 'reader', reader: this.wireReader(reader) }, (actor) => this.seesReader(actor, reader.id));
  }

  readerRemoved(readerId: string): void {
    this.send({ type: 'readerRemoved', readerId }, (actor) => this.seesReader(actor, readerId));
  }

  jobChanged(job: Job, journal: readonly JournalEntry[]): void {
    // When its card lies in a reader of the counter, the kiosk hears that, and nothing after it.
    const wasAtKiosk = this.atKiosk.delete(job.id);
    if (this.isAtKiosk(job) && !isOver(job.state)) this.atKiosk.add(job.id);
    const event: WireEvent = { type: 'job', job: this.wireJob(job, journal) };
    this.send(event, (actor) => this.seesJob(actor, job) || wasAtKiosk);
  }

  /** Of no one reader. */
  announce(event: Exclude<WireEvent, { type: 'snapshot' | 'reader' | 'readerRemoved' | 'job' | 'claims' }>): void {
    const isForAll = ['pcsc', 'ra', 'sticks'].includes(event.type);
    this.send(event, (actor) =>
      event.type === 'cardReaders' ? actor.kind === 'kiosk' : isForAll || may(actor, 'view'),
    );
  }

  /** Each console learns which of the claims are its own. */
  claimsChanged(): void {
    for (const { actor, listener } of this.subscribers) {
      if (may(actor, 'view')) listener({ type: 'claims', claims: this.parts.claims.list(actor) });
    }
  }

  subscribe(actor: Actor, listener: (event: WireEvent) => void): () => void {
    const subscriber = { actor, listener };
    this.subscribers.add(subscriber);
    if (actor.kind === 'kiosk') this.kioskScreens.add(actor.sessionId);
    return () => void this.subscribers.delete(subscriber);
  }

  snapshot(actor: Actor): Snapshot {
    const open = this.parts.jobBoard.openJobs().filter(({ job }) => this.seesJob(actor, job));
    return {
      type: 'snapshot',
      pcsc: this.parts.readers.pcsc,
      readers: this.parts.readers
        .readers()
        .filter(({ id }) => this.seesReader(actor, id))
        .map((reader) => this.wireReader(reader)),
      jobs: open.map(({ job, journal }) => this.wireJob(job, journal)),
      ras: this.parts.ras.statuses(),
      claims: this.parts.claims.list(actor),
    };
  }

  /** The kiosk's reader stays its own while it is unplugged: the kiosk hears what becomes of its job. */
  kioskReaderId(): string | null {
    const { kioskReader } = this.parts;
    const readers = this.parts.readers.readers();
    const present =
      kioskReader === null
        ? (readers.find(({ id }) => id === this.lastKioskReaderId) ?? readers[0])
        : readers.find(({ id, name, pcscName }) => [id, name, pcscName].includes(kioskReader));
    this.lastKioskReaderId = present?.id ?? this.lastKioskReaderId;
    return this.lastKioskReaderId;
  }

  // ---------------------------------------------------------------- jobs

  /** A request that is repeated, even while the first one is under way, begins nothing new. */
  async createJob(actor: Actor, order: JobOrder, idempotencyKey: string): Promise<WireJob> {
    const secrets = SecretDrawer.of(order);
    const earlier = this.creating.get(idempotencyKey)?.catch(() => null);
    const creation = Promise.resolve(earlier).then(() => this.createOnce(actor, order, idempotencyKey, secrets));
    this.creating.set(idempotencyKey, creation);
    try {
      return await creation;
    } catch (error) {
      throw classify(error);
    } finally {
      if (this.creating.get(idempotencyKey) === creation) this.creating.delete(idempotencyKey);
    }
  }

  private async createOnce(actor: Actor, order: JobOrder, key: string, secrets: SecretDrawer): Promise<WireJob> {
    try {
      requireJobPermission(actor, order.kind);
      const before = await this.parts.jobs.byIdempotencyKey(key);
      if (before !== null) {
        secrets.dispose();
        return await this.again(actor, order, before);
      }
      const card = await this.freeCard(actor, order.readerId);
      const { raId, input, authorisationId } = this.parts.admission.admit(actor, order, card);
      for (const { reference, triesLeft } of card.pins) secrets.tellTries(reference, triesLeft ?? 0);
      const job = await this.parts.jobBoard.begin({
        idempotencyKey: key,
        kind: order.kind,
        raId,
        readerId: order.readerId,
        cardSerial: card.serial,
        actorKind: actor.kind,
        actor: actor.kind === 'staff' ? actor.operator : 'kiosk',
        input,
        secrets,
        authorisationId,
        sessionId: actor.sessionId,
      });
      // The RA's word was for this one operation.
      if (order.kind === 'unblockPin') this.parts.subscribers.forgetUnblock(actor);
      return this.wireJob(job, []);
    } catch (error) {
      secrets.dispose();
      throw error;
    }
  }

  async job(actor: Actor, jobId: string): Promise<WireJob> {
    const { job, journal } = await this.parts.jobBoard.find(jobId);
    if (!this.seesJob(actor, job)) throw jobUnknown();
    return this.wireJob(job, journal);
  }

  async jobs(actor: Actor, limit: number): Promise<readonly WireJob[]> {
    // What is over at the kiosk was another person's.
    const jobs = (await this.parts.jobs.latest(limit)).filter(
      (job) => this.seesJob(actor, job) && (actor.kind === 'staff' || !isOver(job.state)),
    );
    return Promise.all(jobs.map(async (job) => this.wireJob(job, await this.parts.jobs.journal(job.id))));
  }

  async answerJob(actor: Actor, jobId: string, answer: JobAnswer): Promise<WireJob> {
    try {
      const { raId, cardSerial, pin } = await this.job(actor, jobId);
      await this.requireWork(actor, jobId);
      const needsAuthorisation = answer.kind === 'authoriseAgain' && pin !== null;
      const { subscribers } = this.parts;
      const authorisation = needsAuthorisation ? subscribers.unblockOf(actor, raId, cardSerial, pin) : null;
      this.parts.jobBoard.answer(jobId, answer, authorisation?.id ?? null, actor.sessionId);
      // A PIN that broke the rule is typed again, without another login.
      if (authorisation !== null) subscribers.forgetUnblock(actor);
    } catch (error) {
      const refused = new SecretDrawer();
      refused.take(answer);
      refused.dispose();
      throw classify(error);
    }
    return this.job(actor, jobId);
  }

  async cancelJob(actor: Actor, jobId: string): Promise<WireJob> {
    await this.job(actor, jobId);
    await this.requireWork(actor, jobId);
    const job = await this.parts.jobBoard.cancel(jobId);
    return this.wireJob(job, await this.parts.jobs.journal(jobId));
  }

  // ---------------------------------------------------------------- the RA

  async authorise(actor: Actor, request: UnblockRequest): Promise<WireAuthorisation> {
    try {
      requireJobPermission(actor, 'unblockPin');
      const { serial } = await this.knownCard(actor, request.readerId);
      return await this.parts.subscribers.authoriseUnblock(actor, serial, request);
    } catch (error) {
      throw classify(error);
    } finally {
      request.password.dispose();
    }
  }

  endSession(actor: Actor): void {
    this.parts.subscribers.endSession(actor);
    const watched = this.kioskScreens.delete(actor.sessionId);
    if (actor.kind === 'kiosk')
      this.parts.jobBoard.endOfSession(actor.sessionId, watched ? this.kioskReaderId() : null);
  }

  async registrations(actor: Actor): Promise<WireRegistrationList> {
    requirePermission(actor, 'view');
    const lists = await Promise.all(this.parts.ras.all.map(({ profile }) => this.parts.registrations.list(profile.id)));
    const times = lists.map(({ asOf }) => asOf);
    return {
      registrations: lists.flatMap(({ registrations }) => registrations),
      asOf: times.includes(null) ? null : (times.sort()[0] ?? null),
    };
  }

  ras(): WireRa[] {
    return this.parts.ras.all.map(({ profile }) => ({
      id: profile.id,
      name: profile.name,
      certificateUses: profile.certificateUses,
      accent: profile.colours.accent,
      termsVersion: profile.terms.version,
    }));
  }

  /** @throws {Failure} `ra.choose.unknown` */
  terms(raId: string): WireTerms {
    const { version, ...text } = this.parts.ras.byId(raId).profile.terms;
    return { version, text };
  }

  // ---------------------------------------------------------------- checks before a job, all before any APDU

  /** The card that a job may be begun on. */
  private async freeCard(actor: Actor, readerId: string): Promise<KnownCard> {
    const card = await this.knownCard(actor, readerId);
    if (this.parts.readers.reader(readerId)?.holder !== null) throw readerBusy();
    return card;
  }

  private async knownCard(actor: Actor, readerId: string): Promise<KnownCard> {
    if (!this.seesReader(actor, readerId)) throw readerUnknown();
    return this.parts.readers.knownCard(readerId);
  }

  /** Whoever works at the batch line also answers and stops what it began. @throws {Failure} */
  private async requireWork(actor: Actor, jobId: string): Promise<void> {
    const { job } = await this.parts.jobBoard.find(jobId);
    if (isLineJob(job) && may(actor, 'batch')) return;
    requireJobPermission(actor, job.kind);
  }

  private async again(actor: Actor, order: JobOrder, before: Job): Promise<WireJob> {
    if (before.kind !== order.kind || before.readerId !== order.readerId || !this.seesJob(actor, before)) {
      throw new Failure('job.create.keyReused');
    }
    return this.job(actor, before.id);
  }

  // ---------------------------------------------------------------- who sees what

  private seesReader(actor: Actor, readerId: string): boolean {
    return may(actor, 'view') || (isAtKiosk(actor) && readerId === this.kioskReaderId());
  }

  /** The kiosk sees what was begun there, so that the same card goes on there. */
  private seesJob(actor: Actor, job: Job): boolean {
    return may(actor, 'view') || (isAtKiosk(actor) && this.isAtKiosk(job));
  }

  private isAtKiosk({ actorKind, readerId }: Job): boolean {
    return actorKind === 'kiosk' && readerId === this.kioskReaderId();
  }

  private send(event: WireEvent, sees: (actor: Actor) => boolean): void {
    for (const { actor, listener } of this.subscribers) if (sees(actor)) listener(event);
  }

  private wireJob(job: Job, journal: readonly JournalEntry[]): WireJob {
    return wireJob(job, journal, this.parts.types[job.kind]);
  }

  private wireReader(reader: ReaderView): WireReader {
    return wireReader(reader, {
      isKiosk: reader.id === this.kioskReaderId(),
      pinPolicy: this.parts.ras.pinPolicy(this.parts.ras.only()),
      openJobOf: (cardSerial) => this.parts.jobBoard.openJobOfCard(cardSerial),
      isSpoiled: (cardSerial) => this.parts.isSpoiled(cardSerial),
      quarantineOf: (card) => this.parts.quarantineOf(card),
    });
  }
}

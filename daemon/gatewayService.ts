/** The gateway behind the API: who may see and do what, and what a request needs before it becomes a job. */
import { fromHex } from '../base/bytes.js';
import type { Secret } from '../base/secret.js';
import { UnknownCardError } from '../card/drivers/errors.js';
import { checkPin } from '../card/drivers/pinRule.js';
import type { PinRule } from '../card/drivers/driver.js';
import type { RaConnector, UnblockAuthorisation } from '../sync/connector.js';
import type { JobKind, WireAuthorisation, WireEvent, WireJob, WireReader } from './api/messages.js';
import { classify } from './failures/classify.js';
import { Failure } from './failures/failure.js';
import type { Actor, Gateway, JobAnswer, JobOrder } from './gateway.js';
import type { Job, JobInputs, JournalEntry } from './jobs/job.js';
import { jobUnknown, type JobBoard } from './jobs/jobBoard.js';
import { wireJob } from './jobs/jobView.js';
import { isOver } from './jobs/state.js';
import { SecretDrawer } from './jobs/secretDrawer.js';
import type { AnyJobType } from './jobs/step.js';
import type { RaLink } from './raLink.js';
import { wireReader } from './readers/wireReader.js';
import { readerBusy, readerUnknown, type CardView, type ReaderBoard, type ReaderView } from './readers/readerBoard.js';
import type { JobTable } from './store/jobTable.js';
import type { RegistrationTable } from './store/registrationTable.js';

export interface GatewayParts {
  readonly types: Readonly<Record<JobKind, AnyJobType>>;
  readonly readers: ReaderBoard;
  readonly jobBoard: JobBoard;
  readonly jobs: JobTable;
  readonly registrations: RegistrationTable;
  readonly raLink: RaLink;
  readonly ra: RaConnector;
  readonly pinPolicy: PinRule;
  /** Configuration `kioskReader`: id, name or PC/SC name; null takes the first reader. */
  readonly kioskReader: string | null;
}

type KnownCard = Extract<CardView, { state: 'known' }>;
type Snapshot = Extract<WireEvent, { type: 'snapshot' }>;

interface Subscriber {
  readonly actor: Actor;
  readonly listener: (event: WireEvent) => void;
}

export class GatewayService implements Gateway {
  private readonly subscribers = new Set<Subscriber>();
  /** By session: the RA's word for one unblock. */
  private readonly authorisations = new Map<string, UnblockAuthorisation>();
  /** By idempotency key: requests whose job is just being written down. */
  private readonly creating = new Map<string, Promise<WireJob>>();
  /** By session: the RA is being asked. */
  private readonly authorising = new Map<string, AbortController>();
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
    this.send({ type: 'job', job: this.wireJob(job, journal) }, (actor) => this.seesJob(actor, job));
  }

  /** pcscd, the RA or the work list: of no one reader. */
  announce(event: Extract<WireEvent, { type: 'pcsc' | 'ra' | 'registrations' }>): void {
    this.send(event, (actor) => actor.kind === 'staff' || event.type !== 'registrations');
  }

  subscribe(actor: Actor, listener: (event: WireEvent) => void): () => void {
    const subscriber = { actor, listener };
    this.subscribers.add(subscriber);
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
      ra: this.parts.raLink.status(),
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
    const secrets = secretsOf(order);
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
      const before = await this.parts.jobs.byIdempotencyKey(key);
      if (before !== null) {
        secrets.dispose();
        return await this.again(actor, order, before);
      }
      const card = await this.freeCard(actor, order.readerId);
      const { input, authorisationId } = this.admit(actor, order, card);
      const job = await this.parts.jobBoard.begin({
        idempotencyKey: key,
        kind: order.kind,
        readerId: order.readerId,
        cardSerial: card.serial,
        actorKind: actor.kind,
        actor: actor.kind === 'staff' ? actor.operator : 'kiosk',
        input,
        secrets,
        authorisationId,
      });
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
      const { cardSerial, pin } = await this.job(actor, jobId);
      const needsAuthorisation = answer.kind === 'authoriseAgain' && pin !== null;
      const authorisation = needsAuthorisation ? this.authorisationFor(actor, cardSerial, pin) : null;
      this.parts.jobBoard.answer(jobId, answer, authorisation?.id ?? null);
      // A PIN that broke the rule is typed again, without another login.
      if (authorisation !== null) this.authorisations.delete(actor.sessionId);
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
    const job = await this.parts.jobBoard.cancel(jobId);
    return this.wireJob(job, await this.parts.jobs.journal(jobId));
  }

  // ---------------------------------------------------------------- the RA

  async authorise(
    actor: Actor,
    request: { readerId: string; pin: 1 | 2; account: string; password: Secret },
  ): Promise<WireAuthorisation> {
    try {
      const { serial } = await this.knownCard(actor, request.readerId);
      const card = { cardSerial: serial, pin: request.pin };
      const asked = new AbortController();
      this.authorising.set(actor.sessionId, asked);
      const authorisation = await this.parts.ra.authoriseUnblock(request.account, request.password, card);
      if (asked.signal.aborted) throw new Failure('unblockPin.authorise.sessionEnded');
      this.authorisations.set(actor.sessionId, authorisation);
      const { pin, cardSerial, name, expiresAt } = authorisation;
      return { pin, cardSerial, name, expiresAt };
    } catch (error) {
      throw classify(error);
    } finally {
      request.password.dispose();
    }
  }

  endSession(actor: Actor): void {
    this.authorising.get(actor.sessionId)?.abort();
    this.authorising.delete(actor.sessionId);
    this.authorisations.delete(actor.sessionId);
  }

  async registrations(actor: Actor): ReturnType<RegistrationTable['list']> {
    requireStaff(actor);
    return this.parts.registrations.list();
  }

  // ---------------------------------------------------------------- checks before a job, all before any APDU

  /** The card that a job may be begun on. */
  private async freeCard(actor: Actor, readerId: string): Promise<KnownCard> {
    const card = await this.knownCard(actor, readerId);
    if (this.parts.readers.reader(readerId)?.holder !== null) throw readerBusy();
    return card;
  }

  private async knownCard(actor: Actor, readerId: string): Promise<KnownCard> {
    await this.parts.readers.settled(readerId);
    const reader = this.parts.readers.reader(readerId);
    if (reader === null || !this.seesReader(actor, readerId)) throw readerUnknown();
    if (reader.card === null) throw new Failure('job.create.readerEmpty');
    if (reader.card.state === 'unknown') throw new UnknownCardError(fromHex(reader.card.atr));
    if (reader.card.state !== 'known') throw new Failure('job.create.cardNotRead');
    return reader.card;
  }

  private admit(
    actor: Actor,
    order: JobOrder,
    card: KnownCard,
  ): { readonly input: JobInputs[JobKind]; readonly authorisationId: string | null } {
    const rules = [card.pinRule, this.parts.pinPolicy];
    switch (order.kind) {
      case 'issueCard': {
        requireStaff(actor);
        if (this.isInProgress(order.registrationId)) throw new Failure('issueCard.create.registrationInProgress');
        if (order.pins.mode === 'chosen') for (const pin of [order.pins.pin1, order.pins.pin2]) checkPin(pin, rules);
        const input = { registrationId: order.registrationId, pinMode: order.pins.mode };
        return { input, authorisationId: null };
      }
      case 'unblockPin': {
        checkPin(order.newPin, rules);
        const { id: authorisationId } = this.authorisationFor(actor, card.serial, order.pin);
        this.authorisations.delete(actor.sessionId);
        return { input: { pin: order.pin }, authorisationId };
      }
      case 'changePin': {
        const triesLeft = card.pins.find(({ reference }) => reference === order.pin)?.triesLeft ?? null;
        if (triesLeft === null) throw new Failure('changePin.create.noPin');
        if (triesLeft === 0) throw new Failure('changePin.create.locked', { pin: order.pin });
        if (triesLeft === 1 && !order.lastTryConfirmed)
          throw new Failure('changePin.create.lastTry', { pin: order.pin });
        checkPin(order.oldPin, [card.pinRule]);
        checkPin(order.newPin, rules);
        return { input: { pin: order.pin }, authorisationId: null };
      }
      case 'viewCard':
        return { input: {}, authorisationId: null };
    }
  }

  private isInProgress(registrationId: string): boolean {
    return this.parts.jobBoard
      .openJobs()
      .some(({ job }) => 'registrationId' in job.input && job.input.registrationId === registrationId);
  }

  /** The RA's word is for one operation on one PIN of one card: it leaves the session with it. @throws {Failure} */
  private authorisationFor(actor: Actor, cardSerial: string | null, pin: 1 | 2): UnblockAuthorisation {
    const authorisation = this.authorisations.get(actor.sessionId);
    if (authorisation?.cardSerial !== cardSerial || authorisation.pin !== pin) {
      throw new Failure('unblockPin.create.notAuthorised');
    }
    return authorisation;
  }

  private async again(actor: Actor, order: JobOrder, before: Job): Promise<WireJob> {
    if (before.kind !== order.kind || before.readerId !== order.readerId || !this.seesJob(actor, before)) {
      throw new Failure('job.create.keyReused');
    }
    return this.job(actor, before.id);
  }

  // ---------------------------------------------------------------- who sees what

  private seesReader(actor: Actor, readerId: string): boolean {
    return actor.kind === 'staff' || readerId === this.kioskReaderId();
  }

  /** The kiosk sees what was begun there, so that the same card goes on there. */
  private seesJob(actor: Actor, job: Job): boolean {
    return actor.kind === 'staff' || (job.actorKind === 'kiosk' && job.readerId === this.kioskReaderId());
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
      pinPolicy: this.parts.pinPolicy,
      openJobOf: (cardSerial) => this.parts.jobBoard.openJobOfCard(cardSerial),
    });
  }
}

/** @throws {Failure} `job.actor.notAllowed` */
function requireStaff(actor: Actor): void {
  if (actor.kind !== 'staff') throw new Failure('job.actor.notAllowed');
}

/** Takes over the secrets of an order. */
function secretsOf(order: JobOrder): SecretDrawer {
  const secrets = new SecretDrawer();
  switch (order.kind) {
    case 'issueCard':
      secrets.take({ kind: 'enterPins', pins: order.pins });
      break;
    case 'unblockPin':
      secrets.keep('newPin', order.newPin);
      break;
    case 'changePin':
      secrets.keep('oldPin', order.oldPin);
      secrets.keep('newPin', order.newPin);
      break;
    case 'viewCard':
      break;
  }
  return secrets;
}

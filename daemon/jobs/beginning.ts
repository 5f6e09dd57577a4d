/** How every job begins, whoever orders it: a screen, the batch line or the recovery of a card. */
import type { PersonFacts } from '../../base/weakPin.js';
import { Failure } from '../contract/failures/failure.js';
import type { JobKind } from '../contract/messages.js';
import type { Actor } from '../operators/actor.js';
import { may, requireJobPermission } from '../operators/permissions.js';
import type { RegistrationTable } from '../ras/registrationTable.js';
import type { ReaderBoard } from '../readers/readerBoard.js';
import type { Subscribers } from '../subscribers/subscribers.js';
import { subjectOf, type Admission, type CardOfPerson } from './admission.js';
import type { Job, JobInput } from './job.js';
import type { JobBoard } from './jobBoard.js';
import type { JobTable } from './jobTable.js';
import type { JobTypes } from './jobType.js';
import type { NewJob } from './newJob.js';
import type { JobOrder } from './order.js';
import { SecretDrawer, secretsOf } from './secretDrawer.js';
import { otherCard } from './step.js';
import type { Visibility } from './visibility.js';

export interface BeginningParts {
  readonly types: JobTypes;
  readonly readers: Pick<ReaderBoard, 'reader' | 'knownCard'>;
  readonly jobs: Pick<JobTable, 'byIdempotencyKey'>;
  readonly registrations: Pick<RegistrationTable, 'personOf'>;
  readonly jobBoard: Pick<JobBoard, 'begin'>;
  readonly admission: Pick<Admission, 'admit'>;
  readonly subscribers: Pick<Subscribers, 'forgetUnblock'>;
  readonly visibility: Pick<Visibility, 'seesReader' | 'seesJob'>;
}

/** How the caller comes to the order. */
export interface BeginOptions {
  /** The same key gives the same job. */
  readonly idempotencyKey: string;
  /** Is it work of the batch line? Whoever has the permission for the line may begin it. */
  readonly ofBatch?: boolean;
  /** The card that the caller looked at: another one that lies in the reader by now is refused. */
  readonly cardSerial?: string;
  /** What is on the card already, where another job stopped. */
  readonly journal?: NewJob['journal'];
}

/** What becomes of an order. */
interface Admitted {
  readonly raId: string | null;
  readonly input: JobInput;
  readonly authorisationId: string | null;
}

export class Beginning {
  readonly #parts: BeginningParts;
  /** By idempotency key: requests whose job is being written. */
  readonly #underWay = new Map<string, Promise<Job>>();

  constructor(parts: BeginningParts) {
    this.#parts = parts;
  }

  /**
   * A request that is repeated, even while the first one is under way, begins nothing new. Takes the secrets over.
   * @throws {Failure} @throws {PinRuleError} @throws {UnknownCardError}
   */
  async begin(actor: Actor, order: JobOrder, options: BeginOptions): Promise<Job> {
    const { idempotencyKey: key } = options;
    const secrets = SecretDrawer.of(order);
    const earlier = this.#underWay.get(key)?.catch(() => null);
    const begun = Promise.resolve(earlier).then(() => this.#beginOnce(actor, order, options, secrets));
    this.#underWay.set(key, begun);
    try {
      return await begun;
    } catch (error) {
      secrets.dispose();
      throw error;
    } finally {
      if (this.#underWay.get(key) === begun) this.#underWay.delete(key);
    }
  }

  /** Would the order be refused at this moment? Nothing begins, and its secrets stay the caller's. @throws as `begin` does */
  async check(actor: Actor, order: JobOrder, options: Omit<BeginOptions, 'idempotencyKey'>): Promise<void> {
    requirePermission(actor, order.kind, options);
    this.#admit(actor, order, await this.#cardOfPerson(actor, order, options));
  }

  async #beginOnce(actor: Actor, order: JobOrder, options: BeginOptions, secrets: SecretDrawer): Promise<Job> {
    const { jobs, jobBoard, subscribers } = this.#parts;
    const { idempotencyKey, journal } = options;
    const { kind, readerId } = order;
    requirePermission(actor, kind, options);
    const before = await jobs.byIdempotencyKey(idempotencyKey);
    if (before !== null) {
      secrets.dispose();
      return this.#again(actor, order, before);
    }
    const cardOfPerson = await this.#cardOfPerson(actor, order, options);
    const { card } = cardOfPerson;
    const { raId, input, authorisationId } = this.#admit(actor, order, cardOfPerson);
    for (const { reference, triesLeft } of card.pins) secrets.noteTries(reference, triesLeft ?? 0);
    const job = await jobBoard.begin({
      idempotencyKey,
      kind,
      raId,
      readerId,
      cardSerial: card.serial,
      actorKind: actor.kind,
      actor: actor.kind === 'staff' ? actor.operator : 'kiosk',
      input: { ...input, cardFamily: card.family },
      secrets,
      authorisationId,
      sessionId: actor.sessionId,
      ...(journal !== undefined && { journal }),
    });
    if (this.#parts.types[kind].authorisedOnce !== undefined) subscribers.forgetUnblock(actor);
    return job;
  }

  /** @throws {Failure} @throws {PinRuleError} */
  #admit(actor: Actor, order: JobOrder, cardOfPerson: CardOfPerson): Admitted {
    const { types, admission } = this.#parts;
    const type = types[order.kind];
    const { raId, context } = admission.admit(actor, subjectOf(order), cardOfPerson);
    const input = type.admit(order, context);
    return { raId, input, authorisationId: type.authorisedOnce?.(order, context) ?? null };
  }

  /** @throws {Failure} `job.create.keyReused` when the key came with another order */
  #again(actor: Actor, { kind, readerId }: JobOrder, before: Job): Job {
    if (before.kind !== kind || before.readerId !== readerId || !this.#parts.visibility.seesJob(actor, before)) {
      throw new Failure('job.create.keyReused');
    }
    return before;
  }

  /** The card that a job may begin on. @throws {Failure} @throws {UnknownCardError} */
  async #cardOfPerson(actor: Actor, order: JobOrder, { cardSerial }: { cardSerial?: string }): Promise<CardOfPerson> {
    const { readers, visibility } = this.#parts;
    const { readerId } = order;
    if (!visibility.seesReader(actor, readerId)) throw new Failure('job.create.readerUnknown');
    const card = await readers.knownCard(readerId);
    const person = await this.#personOf(order, card.serial);
    const reader = readers.reader(readerId);
    // The card may have left while the store was read.
    if (reader?.card !== card) throw new Failure('job.create.cardNotRead');
    if (reader.holder !== null) throw new Failure('job.create.readerBusy');
    if (cardSerial !== undefined && card.serial !== cardSerial) throw otherCard(cardSerial, card.serial);
    return { card, person };
  }

  /** Read only for orders that carry a PIN: nothing else is compared with it. */
  async #personOf(order: JobOrder, cardSerial: string): Promise<PersonFacts> {
    if (secretsOf(order).length === 0) return { identifiers: [cardSerial], birthDate: null };
    const { raId = null, registrationId = null } = subjectOf(order);
    return this.#parts.registrations.personOf({ raId, registrationId, cardSerial });
  }
}

/** @throws {Failure} `api.session.notPermitted`, `api.session.notStaff` */
function requirePermission(actor: Actor, kind: JobKind, { ofBatch = false }: { ofBatch?: boolean }): void {
  if (ofBatch && may(actor, 'batch')) return;
  requireJobPermission(actor, kind);
}

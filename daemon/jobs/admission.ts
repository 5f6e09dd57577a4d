/** What an order needs before it becomes a job, as far as no APDU is sent for it. The PINs of an order are judged by its kind alone. */
import type { PersonFacts } from '../../base/weakPin.js';
import type { Actor } from '../operators/actor.js';
import { scopeOf } from '../operators/permissions.js';
import type { JobKind } from '../contract/messages.js';
import { Failure } from '../contract/failures/failure.js';
import type { Ras } from '../ras/ras.js';
import type { ReaderBoard } from '../readers/readerBoard.js';
import type { KnownCard } from '../readers/readerView.js';
import type { Subscribers } from '../subscribers/subscribers.js';
import type { Cards, Claims, Quarantines } from './guards.js';
import type { AdmissionContext, AnyJobType, JobTypes } from './jobType.js';
import type { JobOrder } from './order.js';
import { triesOfPuk } from './pinChecks.js';
import type { PukTries } from './pukTries.js';

/** What is ordered, and for whom: an order without what was typed for it. */
export interface OrderSubject {
  readonly kind: JobKind;
  readonly raId: string | undefined;
  readonly registrationId: string | undefined;
}

export function subjectOf(order: JobOrder): OrderSubject {
  return {
    kind: order.kind,
    raId: 'raId' in order ? order.raId : undefined,
    registrationId: 'registrationId' in order ? order.registrationId : undefined,
  };
}

/** What its kind checks an order against. */
export interface Admitted {
  readonly raId: string | null;
  readonly context: AdmissionContext;
}

/** The card in the reader, and what is known of its owner. */
export interface CardOfPerson {
  readonly card: KnownCard;
  readonly person: PersonFacts;
}

export interface AdmissionParts {
  readonly types: JobTypes;
  readonly ras: Ras;
  readonly subscribers: Pick<Subscribers, 'loginOf' | 'unblockOf'>;
  readonly claims: Pick<Claims, 'requireNotTaken'>;
  readonly cards: Cards;
  readonly quarantines: Quarantines;
  readonly pukTries: Pick<PukTries, 'missesOf'>;
  readonly readers: Pick<ReaderBoard, 'withCard'>;
}

export class Admission {
  readonly #parts: AdmissionParts;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  /** @throws {Failure} */
  admit(actor: Actor, subject: OrderSubject, cardOfPerson: CardOfPerson): Admitted {
    const { kind } = subject;
    const raId = this.#raOf(actor, subject, this.#parts.types[kind].needsRa);
    this.#requireFreeCase(actor, raId, subject);
    this.requireUsable(cardOfPerson.card, kind);
    return { raId, context: this.#context(actor, raId, cardOfPerson) };
  }

  /** @throws {Failure} `job.create.twoCards`, `job.create.cardSpoiled`, `job.create.cardQuarantined`, `job.checkCard.foreign` */
  requireUsable(card: KnownCard, kind: JobKind): void {
    const places = this.#parts.readers.withCard(card.serial).map(({ name }) => name);
    if (places.length > 1) throw new Failure('job.create.twoCards', { readers: places.join(', ') });
    if (!this.#parts.types[kind].onlyReads) {
      this.#parts.cards.requireUsable(card.serial);
      if (card.lifeCycle === 'foreign') throw new Failure('job.checkCard.foreign');
    }
    this.#parts.quarantines.admit(card, kind);
  }

  /** @throws {Failure} `ra.choose.unknown`, `ra.choose.missing` */
  #raOf(actor: Actor, { raId }: OrderSubject, needsRa: AnyJobType['needsRa']): string | null {
    const ras = this.#parts.ras.within(scopeOf(actor));
    switch (needsRa) {
      case 'always':
        return ras.choose(raId).profile.id;
      case 'ifGiven':
        // A card in a reader may be that of any RA's subscriber, whoever stands there.
        return raId === undefined ? this.#parts.ras.only() : ras.byId(raId).profile.id;
      case 'never':
        return null;
    }
  }

  /** Two officers do not take one case. @throws {Failure} `case.claim.taken` */
  #requireFreeCase(actor: Actor, raId: string | null, { registrationId }: OrderSubject): void {
    if (actor.kind !== 'staff' || raId === null || registrationId === undefined) return;
    this.#parts.claims.requireNotTaken(actor, { raId, registrationId });
  }

  #context(actor: Actor, raId: string | null, { card, person }: CardOfPerson): AdmissionContext {
    const { ras, subscribers, pukTries } = this.#parts;
    return {
      card,
      isStaff: actor.kind === 'staff',
      get profile() {
        if (raId === null) throw new Error('a kind of job without an RA asked for its profile');
        return ras.byId(raId).profile;
      },
      newPinRule: { card: card.pinRule, policy: ras.pinPolicy(raId), person },
      pukMissesOf: (pin) => triesOfPuk(card, pin, pukTries),
      personOf: ({ registrationId }) => this.#personOf(actor, raId, registrationId),
      unblockOf: (pin) => subscribers.unblockOf(actor, { raId, cardSerial: card.serial, pin }).id,
    };
  }

  #personOf(
    actor: Actor,
    raId: string | null,
    registrationId: string | undefined,
  ): ReturnType<AdmissionContext['personOf']> {
    if (actor.kind === 'staff') {
      if (registrationId === undefined) throw new Failure('job.create.registrationMissing');
      return { registrationId, authorisationId: null };
    }
    const login = this.#parts.subscribers.loginOf(actor);
    if (login?.raId !== raId) throw new Failure('job.create.notLoggedIn');
    return { registrationId: login.registrationId, authorisationId: login.id };
  }
}

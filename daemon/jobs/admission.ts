/** What a request needs before it becomes a job: who may ask for it, and all that can be checked before any APDU. */
import type { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import { checkPin } from '../../card/drivers/pinRule.js';
import type { RaProfile } from '../../config/raProfile.js';
import type { JobKind } from '../contract/messages.js';
import { Failure } from '../contract/failures/failure.js';
import type { JobOrder } from './gateway.js';
import type { Actor } from '../operators/actor.js';
import { checkTermsVersion } from './certification/terms.js';
import type { Cards, Claims, Quarantines } from './guards.js';
import type { JobInputs } from './job.js';
import type { Ras } from '../ras/ras.js';
import type { KnownCard } from '../readers/readerBoard.js';
import type { Subscribers } from '../subscribers/subscribers.js';

export interface Admitted {
  readonly raId: string | null;
  readonly input: JobInputs[JobKind];
  readonly authorisationId: string | null;
}

export class Admission {
  constructor(
    private readonly parts: {
      readonly ras: Ras;
      readonly subscribers: Subscribers;
      readonly claims: Pick<Claims, 'requireNotTaken'>;
      readonly cards: Cards;
      readonly quarantines: Quarantines;
    },
  ) {}

  /** @throws {Failure} @throws {PinRuleError} */
  admit(actor: Actor, order: JobOrder, card: KnownCard): Admitted {
    const raId = this.raOf(order);
    this.requireFreeCase(actor, raId, order);
    this.requireUsable(card, order.kind);
    const admitted = (input: JobInputs[JobKind], authorisationId: string | null = null): Admitted => ({
      raId,
      input,
      authorisationId,
    });
    const rules = [card.pinRule, this.parts.ras.pinPolicy(raId)];
    switch (order.kind) {
      case 'issueCard': {
        const { registrationId, pins } = order;
        if (pins.mode === 'chosen') for (const pin of [pins.pin1, pins.pin2]) checkPin(pin, rules);
        return admitted({ registrationId, pinMode: pins.mode, ...this.usesOf(order) });
      }
      case 'prepareCard':
        return admitted({ registrationId: order.registrationId });
      case 'applyCertificates': {
        checkCardPins(order, card);
        checkTermsVersion(this.parts.ras.choose(order.raId).profile, order.termsVersion);
        const { termsVersion } = order;
        return admitted({ ...this.personOf(actor, raId, order), termsVersion, ...this.usesOf(order) });
      }
      case 'renewCertificates':
        checkCardPins(order, card);
        return admitted(this.usesOf(order));
      case 'writeCertificates':
        checkCardPins(order, card);
        return admitted({ ...this.personOf(actor, raId, order), ...this.usesOf(order) });
      case 'unblockPin':
        checkPin(order.newPin, rules);
        return admitted(
          { pin: order.pin },
          this.parts.subscribers.unblockOf(actor, { raId, cardSerial: card.serial, pin: order.pin }).id,
        );
      case 'changePin': {
        const triesLeft = triesOf(card, order.pin);
        if (triesLeft === null) throw new Failure('changePin.create.noPin');
        checkTries('changePin', order.pin, triesLeft, order.lastTryConfirmed);
        checkPin(order.oldPin, [card.pinRule]);
        checkPin(order.newPin, rules);
        return admitted({ pin: order.pin });
      }
      case 'viewCard':
        return admitted({});
    }
  }

  /** @throws {Failure} `job.create.cardSpoiled`, `job.create.cardQuarantined` */
  requireUsable(card: KnownCard, kind: JobKind): void {
    if (kind !== 'viewCard') this.parts.cards.requireUsable(card.serial);
    this.parts.quarantines.admit(card, kind);
  }

  /** Two officers do not take one case. @throws {Failure} `case.claim.taken` */
  private requireFreeCase(actor: Actor, raId: string | null, order: JobOrder): void {
    const registrationId = 'registrationId' in order ? order.registrationId : undefined;
    if (actor.kind !== 'staff' || raId === null || registrationId === undefined) return;
    this.parts.claims.requireNotTaken(actor, { raId, registrationId });
  }

  private usesOf({ raId }: { readonly raId?: string | undefined }): Pick<RaProfile, 'certificateUses'> {
    const { certificateUses } = this.parts.ras.choose(raId).profile;
    return { certificateUses };
  }

  /** Whose certificates: at the kiosk the login says so, at the counter the officer. @throws {Failure} */
  private personOf(
    actor: Actor,
    raId: string | null,
    order: { readonly registrationId?: string | undefined },
  ): { readonly registrationId: string; readonly authorisationId: string | null } {
    if (actor.kind === 'staff') {
      if (order.registrationId === undefined) throw new Failure('job.create.registrationMissing');
      return { registrationId: order.registrationId, authorisationId: null };
    }
    const login = this.parts.subscribers.loginOf(actor);
    if (login?.raId !== raId) throw new Failure('job.create.notLoggedIn');
    return { registrationId: login.registrationId, authorisationId: login.id };
  }

  /** @throws {Failure} `ra.choose.unknown`, `ra.choose.missing` */
  private raOf(order: JobOrder): string | null {
    switch (order.kind) {
      case 'issueCard':
      case 'prepareCard':
      case 'applyCertificates':
      case 'renewCertificates':
      case 'writeCertificates':
      case 'unblockPin':
        return this.parts.ras.choose(order.raId).profile.id;
      case 'changePin':
        return order.raId === undefined ? this.parts.ras.only() : this.parts.ras.byId(order.raId).profile.id;
      case 'viewCard':
        return null;
    }
  }
}

const lastTry = 'job.create.lastTry';
const pinFailures = {
  changePin: { locked: 'changePin.create.locked', lastTry: 'changePin.create.lastTry' },
  applyCertificates: { locked: 'applyCertificates.create.locked', lastTry },
  renewCertificates: { locked: 'renewCertificates.create.locked', lastTry },
  writeCertificates: { locked: 'writeCertificates.create.locked', lastTry },
} as const;

function triesOf(card: KnownCard, pin: PinReference): number | null {
  return card.pins.find(({ reference }) => reference === pin)?.triesLeft ?? null;
}

/** @throws {Failure} for a locked PIN, and for the last try unless the person knows */
function checkTries(
  kind: keyof typeof pinFailures,
  pin: PinReference,
  triesLeft: number | null,
  lastTryConfirmed: boolean,
): void {
  if (triesLeft === 0) throw new Failure(pinFailures[kind].locked, { pin });
  if (triesLeft === 1 && !lastTryConfirmed) throw new Failure(pinFailures[kind].lastTry, { pin });
}

/** Both PINs of the card. One that is not set is the job's to tell of. @throws {Failure} @throws {PinRuleError} */
function checkCardPins(order: Extract<JobOrder, { pin1: Secret }>, card: KnownCard): void {
  for (const [reference, pin] of [
    [1, order.pin1],
    [2, order.pin2],
  ] as const) {
    checkTries(order.kind, reference, triesOf(card, reference), order.lastTryConfirmed);
    checkPin(pin, [card.pinRule]);
  }
}

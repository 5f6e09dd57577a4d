/** What a request needs before it becomes a job: who may ask for it, and all that can be checked before any APDU. */
import { checkPin } from '../card/drivers/pinRule.js';
import type { JobKind } from './api/messages.js';
import type { Claims } from './counter/claims.js';
import { Failure } from './failures/failure.js';
import type { Actor, JobOrder } from './gateway.js';
import type { JobInputs } from './jobs/job.js';
import type { JobBoard } from './jobs/jobBoard.js';
import type { Ras } from './ras.js';
import type { KnownCard } from './readers/readerBoard.js';
import type { Subscribers } from './subscribers.js';

export interface Admitted {
  readonly raId: string | null;
  readonly input: JobInputs[JobKind];
  readonly authorisationId: string | null;
}

export class Admission {
  constructor(
    private readonly parts: {
      readonly ras: Ras;
      readonly jobBoard: JobBoard;
      readonly subscribers: Subscribers;
      readonly claims: Pick<Claims, 'requireNotTaken'>;
    },
  ) {}

  /** @throws {Failure} @throws {PinRuleError} */
  admit(actor: Actor, order: JobOrder, card: KnownCard): Admitted {
    const raId = this.raOf(order);
    this.requireFreeCase(actor, raId, order);
    const rules = [card.pinRule, this.parts.ras.pinPolicy(raId)];
    switch (order.kind) {
      case 'issueCard': {
        if (this.isInProgress(raId, order.registrationId)) throw new Failure('issueCard.create.registrationInProgress');
        if (order.pins.mode === 'chosen') for (const pin of [order.pins.pin1, order.pins.pin2]) checkPin(pin, rules);
        const { certificateUses } = this.parts.ras.choose(order.raId).profile;
        const input = { registrationId: order.registrationId, pinMode: order.pins.mode, certificateUses };
        return { raId, input, authorisationId: null };
      }
      case 'prepareCard':
      case 'applyCertificates':
      case 'renewCertificates':
      case 'writeCertificates':
        throw new Error(`${order.kind} is not there yet`);
      case 'unblockPin': {
        checkPin(order.newPin, rules);
        const { subscribers } = this.parts;
        const { id: authorisationId } = subscribers.unblockOf(actor, raId, card.serial, order.pin);
        subscribers.forgetUnblock(actor);
        return { raId, input: { pin: order.pin }, authorisationId };
      }
      case 'changePin': {
        const triesLeft = card.pins.find(({ reference }) => reference === order.pin)?.triesLeft ?? null;
        if (triesLeft === null) throw new Failure('changePin.create.noPin');
        if (triesLeft === 0) throw new Failure('changePin.create.locked', { pin: order.pin });
        if (triesLeft === 1 && !order.lastTryConfirmed)
          throw new Failure('changePin.create.lastTry', { pin: order.pin });
        checkPin(order.oldPin, [card.pinRule]);
        checkPin(order.newPin, rules);
        return { raId, input: { pin: order.pin }, authorisationId: null };
      }
      case 'viewCard':
        return { raId, input: {}, authorisationId: null };
    }
  }

  /** Two officers do not take one case. @throws {Failure} `case.claim.taken` */
  private requireFreeCase(actor: Actor, raId: string | null, order: JobOrder): void {
    const registrationId = 'registrationId' in order ? order.registrationId : undefined;
    if (actor.kind !== 'staff' || raId === null || registrationId === undefined) return;
    this.parts.claims.requireNotTaken(actor, { raId, registrationId });
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

  private isInProgress(raId: string | null, registrationId: string): boolean {
    return this.parts.jobBoard
      .openJobs()
      .some(
        ({ job }) => job.raId === raId && 'registrationId' in job.input && job.input.registrationId === registrationId,
      );
  }
}

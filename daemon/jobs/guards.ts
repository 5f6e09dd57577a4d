/** What has to be asked of the rooms above this one before a job begins. Each interface has a class of the same name there. */
import type { JobKind } from '../contract/messages.js';
import type { Actor, StaffActor } from '../operators/actor.js';
import type { KnownCard } from '../readers/readerView.js';

/** Who works on a case, as one member of staff sees it. */
export interface ClaimView {
  readonly raId: string;
  readonly registrationId: string;
  readonly operator: string;
  readonly since: string;
  /** Is it held by the session that looks? */
  readonly mine: boolean;
}

/** Which member of staff works on which case (`cases/claims.ts`). */
export interface Claims {
  /** As this actor sees them. */
  list(actor: Actor): readonly ClaimView[];
  /** @throws {Failure} `case.claim.taken` when another session works on it */
  requireNotTaken(actor: StaffActor, caseId: { readonly raId: string; readonly registrationId: string }): void;
}

/** Which cards are spoiled (`cases/cards.ts`). */
export interface Cards {
  /** @throws {Failure} `job.create.cardSpoiled` */
  requireUsable(cardSerial: string): void;
}

/** Which cards a quarantine holds back (`stock/quarantines.ts`). */
export interface Quarantines {
  /** @throws {Failure} `job.create.cardQuarantined` */
  admit(card: KnownCard, kind: JobKind): void;
}

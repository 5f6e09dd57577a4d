/** The daemon's half of a kind of job: what it checks before it begins, its steps, and what it tells when it is finished. */
import type { PinReference } from '../../base/terms.js';
import type { RaProfile } from '../../config/raProfile.js';
import type { JobKind } from '../contract/messages.js';
import type { ResultOf } from '../contract/jobs/index.js';
import type { KnownCard } from '../readers/readerView.js';
import type { StoredFormat } from '../store/storedFormat.js';
import type { JobInput } from './job.js';
import type { NewPinRule } from './newPins.js';
import type { OrderOf } from './order.js';
import type { SpentPukTries } from './pukTries.js';
import type { AnyOutcomes, Step, StepContext } from './step.js';

/** What an order is checked against before any APDU. */
export interface AdmissionContext {
  /** The card in the reader, as it was read when it was put in. */
  readonly card: KnownCard;
  /** Is it ordered by a member of staff? */
  readonly isStaff: boolean;
  /** null: no try of this PUK is known to be spent. */
  pukMissesOf(pin: PinReference): SpentPukTries | null;
  /** Of the job's RA. @throws {Error} for a kind that needs none */
  readonly profile: RaProfile;
  /** For a PIN that the job is to set. */
  readonly newPinRule: NewPinRule;
  /**
   * Whose certificates: at the kiosk the login says so, at the counter the officer.
   * @throws {Failure} `job.create.registrationMissing`, `job.create.notLoggedIn`
   */
  personOf(order: { readonly registrationId?: string | undefined }): {
    readonly registrationId: string;
    readonly authorisationId: string | null;
  };
  /** Id of the RA's authorisation to unblock this PIN of this card. @throws {Failure} `unblockPin.create.notAuthorised` */
  unblockOf(pin: PinReference): string;
}

/** @typeParam Input what is stored of the order: no secret is among it */
export interface JobType<Kind extends JobKind, Input extends JobInput, Outcomes> {
  /** The name of its other half in `contract/jobs/`. */
  readonly kind: Kind;
  /** `ifGiven`: its rules are the RA's where the order names one, or where there is only one. */
  readonly needsRa: 'always' | 'ifGiven' | 'never';
  /**
   * Does it make keys? `first`: the first ones of a card, or what comes before them: a quarantine holds it back. `further`: beside
   * those that are in use.
   */
  readonly makesKeys: 'first' | 'further' | 'no';
  /**
   * Does it make a blank card into the card of its registration? A registration takes one at a time. After the first step that
   * changes the card the job cannot be given up, because a card that is half done has to be finished.
   */
  readonly bindsCard: boolean;
  /** Does it leave the card unchanged? Then it may begin on a spoiled card too. */
  readonly onlyReads: boolean;
  /** The PINs that a card must have for this job: one without them is another card. Absent: none. */
  pinsBefore?(input: Input): readonly PinReference[];
  /** How `Input` is stored. What does not fit is an unreadable job, so that no step is given it. */
  readonly input: StoredFormat<Input>;
  /** All that can be checked before any APDU. @returns what is stored of the order @throws {Failure} @throws {PinRuleError} */
  admit(order: OrderOf<Kind>, context: AdmissionContext): Input;
  /**
   * Where the RA authorises each such job: id of the authorisation. It is good for one job: the session forgets it when the job
   * has begun. @throws {Failure}
   */
  authorisedOnce?(order: OrderOf<Kind>, context: AdmissionContext): string;
  /** The whole table. It follows from the stored input alone, so that it is the same after a restart. */
  steps(input: Input): readonly Step<Input, Outcomes, keyof Outcomes>[];
  /** What is shown of the finished job, from the outcomes of its steps. */
  result(context: Pick<StepContext<Input, Outcomes>, 'outcome' | 'input' | 'cardSerial'>): ResultOf<Kind>;
}

/** A kind of job as the engine sees it. Only its own steps know the types of its input and its outcomes. */
export type AnyJobType = JobType<JobKind, JobInput, AnyOutcomes>;

type JobTypeOf<Kind extends JobKind> = AnyJobType & { readonly kind: Kind };

/** One for each kind of the contract's list. */
export type JobTypes = { readonly [Kind in JobKind]: JobTypeOf<Kind> };

/** Forgets the types that only the job's own steps need. A stored input has the type of its kind, because its kind's format reads it. */
export function jobType<Kind extends JobKind, Input extends JobInput, Outcomes>(
  type: JobType<Kind, Input, Outcomes>,
): JobTypeOf<Kind> {
  return type as unknown as JobTypeOf<Kind>;
}

/** Has a step begun that changes the card of a job that binds it? Then the card has to be finished. */
export function mustFinish(type: AnyJobType, input: JobInput, journal: readonly { readonly step: string }[]): boolean {
  const changing = new Set(
    type
      .steps(input)
      .filter((step) => step.kind === 'once' || step.changesCard === true)
      .map((step) => step.name),
  );
  return type.bindsCard && journal.some((entry) => changing.has(entry.step));
}

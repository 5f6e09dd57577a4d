/** What a step of a job is, and what it may use. */
import type { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import type { CardDriver, PinRule } from '../../card/drivers/driver.js';
import type { PinPolicy, RaProfile } from '../../config/raProfile.js';
import type { RaConnector } from '../../sync/connector.js';
import type { FactBodies, FactKind } from '../../sync/facts.js';
import type { ReleaseTable } from '../ras/releaseTable.js';
import type { Localized } from '../contract/messages.js';
import type { SecretName } from '../contract/jobs/fields.js';
import { Failure, type StoredFailure } from '../contract/failures/failure.js';
import type { JobAnswer } from './order.js';
import type { JobInput } from './job.js';
import type { PukTries } from './pukTries.js';
import type { Question } from './question.js';

/** `read` changes nothing; `repeatable` may run again; `once` must never run again blindly. */
export type StepKind = 'read' | 'repeatable' | 'once';

/** The outcome of a step: public facts, stored in the journal as JSON. */
export type StepFacts = Readonly<Record<string, unknown>>;

export type ProbeVerdict<Facts> =
  | { readonly verdict: 'applied'; readonly facts: Facts }
  | { readonly verdict: 'notApplied' }
  /** The card does not show it: a person is asked. */
  | { readonly verdict: 'unknown'; readonly question: Question };

/** What follows from an answer: the step ends with `facts`, or it runs again (`redo`), or the card is probed again. */
export type AnswerEffect<Facts> =
  | { readonly effect: 'settled'; readonly facts: Facts }
  | { readonly effect: 'redo' }
  | { readonly effect: 'probeAgain' };

/** Under which name the PIN of each number is kept in memory, typed by its owner or drawn. It is gone when the card is pulled. */
export const pinNames = { 1: 'pin1', 2: 'pin2' } as const satisfies Record<PinReference, SecretName>;

/** What a job may use of its RA and of the gateway; a job without an RA must not ask for one. */
export interface JobServices {
  readonly ra: RaConnector;
  readonly profile: RaProfile;
  /** Delivers everything that waits in the outbox. @throws {RaUnavailableError} */
  flushOutbox(): Promise<void>;
  /** RFC 3339 */
  now(): string;
  /** The keys and certificates that were seen here before. */
  readonly releases: Pick<ReleaseTable, 'takeKey' | 'isKeyOfAnother' | 'takeCertificate'>;
  /** The tries that PUKs have lost here. */
  readonly pukTries: Pick<PukTries, 'missesOf' | 'begin' | 'refused' | 'accepted'>;
  /** The RA's rule for PINs; the card may allow less. */
  readonly pinPolicy: PinPolicy;
  /**
   * The PIN of a card between its first key and its hand-over. It is computed each time and stored nowhere. The caller disposes of
   * it.
   */
  transportPin(cardSerial: string, pin: PinReference, rule: PinRule): Secret;
}

/** The PINs that their owner typed, each with the number of tries that the owner was shown. */
export interface TypedPins {
  /** null: its owner has to type it, perhaps again. */
  pin(reference: PinReference): Secret | null;
  /** Tries left when its owner typed the PIN. The PIN is not sent to the card while fewer are left. */
  triesShown(reference: PinReference): number;
  noteTries(reference: PinReference, triesLeft: number): void;
  /** The card refused it, or may have refused it: it is not sent again. */
  forgetPin(reference: PinReference): void;
}

/** Facts that carry a sealed secret: they are in the outbox before the card has the secret. */
export type EscrowedKind = 'pukEscrowed' | 'pinLetter';

/** Everything a step may use. */
export interface StepContext<Input, Outcomes> {
  readonly jobId: string;
  readonly cardSerial: string;
  /** What is stored of the order. */
  readonly input: Input;
  /** The card of this job, connected. Its serial number is the job's. */
  readonly card: CardDriver;
  readonly services: JobServices;
  /** Who asked for the job. */
  readonly actor: { readonly kind: 'kiosk' | 'staff'; readonly name: string };
  /** When the job was asked for, RFC 3339. */
  readonly createdAt: string;
  /** Id of the RA's authorisation: for an unblock, or after the card proved itself. null: there is none, or it was used. */
  readonly authorisationId: string | null;
  readonly keepAuthorisation: (authorisationId: string) => void;
  /** 1 when this step begins for the first time; higher after a crash, a pulled card or an answer. */
  readonly attempt: number;
  /** Did a person decide to retry this step after it failed? The decision is for one attempt. */
  readonly retryDecided: () => boolean;
  /** The reason of each question that a person has answered since this step last ran. */
  readonly heard: () => readonly StoredFailure[];
  readonly secret: (name: SecretName) => Secret | null;
  readonly pins: TypedPins;
  readonly keepSecret: (name: SecretName, secret: Secret) => void;
  /** @throws {Error} when that step has no outcome yet, which is a mistake in the step table */
  readonly outcome: <K extends keyof Outcomes>(step: K) => Outcomes[K];
  /** An audit entry about the job's actor and card, in the same transaction as the step's outcome. */
  readonly audit: (action: string, facts: Readonly<Record<string, string | number | boolean>>) => void;
  /** A fact that follows from the step, in the same transaction as its outcome. At most one of a kind in each step. */
  readonly enqueue: <K extends Exclude<FactKind, EscrowedKind>>(kind: K, body: FactBodies[K]) => void;
  /**
   * Writes a sealed secret to the outbox before the secret is sent to the card. It is on the disk when the promise resolves, also
   * if the step fails later. At most one of a kind in each step.
   */
  readonly escrow: <K extends EscrowedKind>(kind: K, body: FactBodies[K]) => Promise<void>;
}

/** What a step leaves on the card for good. */
export interface SetByStep {
  readonly what: 'puk' | 'pin';
  readonly reference: PinReference;
}

/** A step that reads the outcomes of earlier steps. Its own outcome is `Facts`. */
export interface StepOf<Input, Reads, Name, Facts> {
  readonly name: Name;
  readonly kind: StepKind;
  /** What the screen shows while it runs. */
  readonly label: Localized;
  /** It may take from some seconds to half a minute. */
  readonly long?: boolean;
  /** Does a `repeatable` step leave something on a blank card? Then the card is no longer blank. A `once` step always does. */
  readonly changesCard?: boolean;
  /** What of the card is set for good when the step is done. */
  readonly sets?: SetByStep;
  /** Before the intent is written: requires what `run` needs, and may ask a person for it. @throws {AskPerson} @throws {Failure} */
  prepare?(context: StepContext<Input, Reads>): Promise<void> | void;
  run(context: StepContext<Input, Reads>): Promise<Facts>;
  /** `once` steps only: has the card done this step? Uses no try of a PIN and changes nothing. */
  probe?(context: StepContext<Input, Reads>): Promise<ProbeVerdict<Facts>>;
  /** What follows from a person's answer to the question of this step. @throws {Failure} */
  answer?(context: StepContext<Input, Reads>, answer: JobAnswer): Promise<AnswerEffect<Facts>>;
}

export type Step<Input, Outcomes, Name extends keyof Outcomes> = StepOf<Input, Outcomes, Name, Outcomes[Name]>;

/** Outcomes of steps, by step, as the engine sees them. */
export type AnyOutcomes = Readonly<Record<string, StepFacts>>;
export type AnyStep = Step<JobInput, AnyOutcomes, string>;
export type AnyStepContext = StepContext<JobInput, AnyOutcomes>;

/** Another card than the job's lies in the reader. */
export function otherCard(expected: string, found: string): Failure {
  return new Failure('card.identify.other', { expected, found });
}

/** The job does not wait for this answer. */
export function answerNotExpected(): Failure {
  return new Failure('job.answer.notExpected');
}

/** Thrown by a step that needs a person before it can continue. */
export class AskPerson extends Error {
  override readonly name = 'AskPerson';
  constructor(readonly question: Question) {
    super(`a person is asked: ${question.kind}`);
  }
}

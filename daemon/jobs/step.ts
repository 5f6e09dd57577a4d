/** The vocabulary in which a kind of job is written: a table of steps, each saying what it is. */
import type { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import type { CardDriver, PinRule } from '../../card/drivers/driver.js';
import type { RaProfile } from '../../config/raProfile.js';
import type { RaConnector } from '../../sync/connector.js';
import type { FactBodies, FactKind } from '../../sync/facts.js';
import type { ReleaseTable } from '../ras/releaseTable.js';
import type { Localized, WireQuestion } from '../contract/messages.js';
import { Failure } from '../contract/failures/failure.js';
import type { JobAnswer } from './gateway.js';
import type { JobResult } from './job.js';

/** `read` changes nothing; `repeatable` may run again; `once` must never run again blindly. */
export type StepKind = 'read' | 'repeatable' | 'once';

/** What a step leaves behind: public, kept in the journal as JSON. */
export type StepFacts = Readonly<Record<string, unknown>>;

export type ProbeVerdict<Facts> =
  | { readonly verdict: 'applied'; readonly facts: Facts }
  | { readonly verdict: 'notApplied' }
  /** The card cannot tell: a person is asked. */
  | { readonly verdict: 'unknown'; readonly question: WireQuestion };

/** What an answer leads to: the step is settled by `facts`, or it runs (`redo`), or the card is probed again. */
export type AnswerEffect<Facts> =
  | { readonly effect: 'settled'; readonly facts: Facts }
  | { readonly effect: 'redo' }
  | { readonly effect: 'probeAgain' };

/** Names of what a person typed, or what was drawn for them. In memory only; gone when the card is pulled. */
export type SecretName = 'pin1' | 'pin2' | 'newPin' | 'oldPin';
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
  /** The RA's rule for PINs; the card may allow less. */
  readonly pinPolicy: PinRule;
  /** Guards a card between its first key and its hand-over: recomputed at need, stored nowhere. The caller disposes of it. */
  transportPin(cardSerial: string, pin: PinReference, length: number): Secret;
}

/** The PINs that their owner typed, each with what the owner knew when typing it. */
export interface TypedPins {
  /** null: it is to be typed (again). */
  pin(reference: PinReference): Secret | null;
  /** Tries that were left, as its owner was told: with fewer it is not shown to the card. */
  triesTold(reference: PinReference): number;
  tellTries(reference: PinReference, triesLeft: number): void;
  /** The card refused it, or may have: nobody sends it again. */
  forgetPin(reference: PinReference): void;
}

/** Facts that carry a sealed secret: they are safe at the gateway before the card carries the secret. */
export type EscrowedKind = 'pukEscrowed' | 'pinLetter';

/** Everything a step may use. */
export interface StepContext<Input, Outcomes> {
  readonly jobId: string;
  readonly cardSerial: string;
  /** The job's parameters, as they stand in the store. */
  readonly input: Input;
  /** The card of this job, connected; its serial was checked against the job's. */
  readonly card: CardDriver;
  readonly services: JobServices;
  /** Who asked for the job. */
  readonly actor: { readonly kind: 'kiosk' | 'staff'; readonly name: string };
  /** When the job was asked for, RFC 3339. */
  readonly createdAt: string;
  /** The RA's word on the person: for an unblock, or since the card proved itself; null when there is none (any more). */
  readonly authorisationId: string | null;
  readonly keepAuthorisation: (authorisationId: string) => void;
  /** 1 for the first time this step is begun; more after a crash, a pulled card or an answer. */
  readonly attempt: number;
  /** Has a person, told how this step failed, said that it be tried again? Their word is for one attempt. */
  readonly toldToTryAgain: () => boolean;
  readonly secret: (name: SecretName) => Secret | null;
  readonly pins: TypedPins;
  readonly keepSecret: (name: SecretName, secret: Secret) => void;
  /** @throws {Error} when that step has no outcome yet: a mistake in the step table. */
  readonly outcome: <K extends keyof Outcomes>(step: K) => Outcomes[K];
  /** The job's actor did this to the job's card: written with the step's outcome, or not at all. */
  readonly audit: (action: string, facts: Readonly<Record<string, string | number | boolean>>) => void;
  /** A fact that follows from the step: in the outbox with the step's outcome, or not at all. One of a kind in each step. */
  readonly enqueue: <K extends Exclude<FactKind, EscrowedKind>>(kind: K, body: FactBodies[K]) => void;
  /**
   * Makes a sealed secret durable in the outbox before the card is given it: on the disk when the promise resolves, whatever
   * becomes of the step. One of a kind in each step.
   */
  readonly escrow: <K extends EscrowedKind>(kind: K, body: FactBodies[K]) => Promise<void>;
}

/** A step that reads the outcomes of others, and leaves `Facts` behind. */
export interface StepOf<Input, Reads, Name, Facts> {
  readonly name: Name;
  readonly kind: StepKind;
  /** What to tell the person while it runs. */
  readonly label: Localized;
  /** May take seconds to half a minute. */
  readonly long?: boolean;
  /** Before the intent: what must be at hand. May ask a person. @throws {AskPerson} @throws {Failure} */
  prepare?(context: StepContext<Input, Reads>): Promise<void> | void;
  run(context: StepContext<Input, Reads>): Promise<Facts>;
  /** `once` steps only: what of this step is on the card already? Spends no try and changes nothing. */
  probe?(context: StepContext<Input, Reads>): Promise<ProbeVerdict<Facts>>;
  /** What a person's answer to this step's question leads to. @throws {Failure} */
  answer?(context: StepContext<Input, Reads>, answer: JobAnswer): Promise<AnswerEffect<Facts>>;
}

export type Step<Input, Outcomes, Name extends keyof Outcomes> = StepOf<Input, Outcomes, Name, Outcomes[Name]>;

/** A kind of job: its whole course on one page. */
export interface JobType<Input, Outcomes> {
  /** The table, whole. It follows from the stored input alone, so that it is the same after a restart. */
  steps(input: Input): readonly Step<Input, Outcomes, keyof Outcomes>[];
  /** A card half done must be finished, not forgotten: after its first `once` step such a job cannot be given up. */
  readonly bindsCard: boolean;
  /** The public result, from the outcomes. */
  result(context: Pick<StepContext<Input, Outcomes>, 'outcome' | 'input' | 'cardSerial'>): JobResult;
}

type AnyOutcomes = Readonly<Record<string, StepFacts>>;
export type AnyStep = Step<unknown, AnyOutcomes, string>;
export type AnyStepContext = StepContext<unknown, AnyOutcomes>;
/** A job type as the runner sees it: input and outcomes are its own business. */
export type AnyJobType = JobType<unknown, AnyOutcomes>;

/** Forgets the types that only the job's own steps need. */
export function jobType<Input, Outcomes>(type: JobType<Input, Outcomes>): AnyJobType {
  return type as unknown as AnyJobType;
}

/** A card that a `once` step of such a job has touched must be finished, not forgotten. */
export function mustFinish(type: AnyJobType, input: unknown, journal: readonly { readonly step: string }[]): boolean {
  const once = new Set(
    type
      .steps(input)
      .filter((step) => step.kind === 'once')
      .map((step) => step.name),
  );
  return type.bindsCard && journal.some((entry) => once.has(entry.step));
}

/** The job waits for something else. */
export function answerNotExpected(): Failure {
  return new Failure('job.answer.notExpected');
}

/** Thrown by a step that cannot go on without a person. */
export class AskPerson extends Error {
  override readonly name = 'AskPerson';
  constructor(readonly question: WireQuestion) {
    super(`a person is asked: ${question.kind}`);
  }
}

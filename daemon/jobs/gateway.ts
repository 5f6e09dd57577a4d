/** What the API asks of the daemon. `compose.ts` builds the one implementation. Nothing behind this interface knows HTTP. */
import type { Actor } from '../operators/actor.js';
import type { JobAnswer, JobOrder } from './order.js';
import type { UnblockRequest } from '../subscribers/subscribers.js';
import type {
  WireAuthorisation,
  WireEvent,
  WireJob,
  WireRa,
  WireRegistrationList,
  WireTerms,
} from '../contract/messages.js';

/**
 * Every method throws {Failure} with a documented code. A kiosk session sees the kiosk's reader and the jobs that were begun at the
 * kiosk and are in that reader (`visibility.ts`).
 */
export interface Gateway {
  snapshot(actor: Actor): Extract<WireEvent, { type: 'snapshot' }>;
  /** Events for this actor, after the snapshot. @returns unsubscribe */
  subscribe(actor: Actor, listener: (event: WireEvent) => void): () => void;
  kioskReaderId(): string | null;

  /** Takes the secrets of the order over. @param idempotencyKey UUID of the request: the same key gives the same job */
  createJob(actor: Actor, order: JobOrder, idempotencyKey: string): Promise<WireJob>;
  job(actor: Actor, jobId: string): Promise<WireJob>;
  /** Newest first. */
  jobs(actor: Actor, limit: number): Promise<readonly WireJob[]>;
  answerJob(actor: Actor, jobId: string, answer: JobAnswer): Promise<WireJob>;
  cancelJob(actor: Actor, jobId: string): Promise<WireJob>;

  authorise(actor: Actor, request: UnblockRequest): Promise<WireAuthorisation>;
  /** Forgets the authorisations of the session. At the kiosk it also ends the jobs that wait, and zeroes what was typed for them. */
  endSession(actor: Actor): void;

  registrations(actor: Actor): Promise<WireRegistrationList>;
  /** Those of the actor's scope, in the order of the settings. */
  ras(actor: Actor): WireRa[];
  terms(raId: string): WireTerms;
}

/** What is needed to begin a job, and whom it is for. */
import type { Job, JournalEntry } from './job.js';
import type { SecretDrawer } from './secretDrawer.js';

/** The reader's card was looked at by the caller. */
export interface NewJob extends Pick<
  Job,
  'idempotencyKey' | 'kind' | 'raId' | 'readerId' | 'cardSerial' | 'actorKind' | 'actor' | 'input'
> {
  readonly secrets: SecretDrawer;
  readonly authorisationId: string | null;
  /** Of the screen that asks for it. */
  readonly sessionId: string;
  /** What is on the card already: a job that takes up where another one stood. */
  readonly journal?: readonly Pick<JournalEntry, 'step' | 'phase' | 'facts'>[];
}

/** Whom the job is for; null: its card says so. */
export function registrationOf({ raId, input }: Pick<Job, 'raId' | 'input'>): string | null {
  return input.registrationId === undefined ? null : JSON.stringify([raId, input.registrationId]);
}

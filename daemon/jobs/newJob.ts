/** What is needed to store a job and begin it, and whom the job is for. */
import type { Job, JournalEntry } from './job.js';
import type { SecretDrawer } from './secretDrawer.js';

/** An order that was checked against the card in the reader. */
export interface NewJob extends Pick<
  Job,
  'idempotencyKey' | 'kind' | 'raId' | 'readerId' | 'cardSerial' | 'actorKind' | 'actor' | 'input'
> {
  readonly secrets: SecretDrawer;
  readonly authorisationId: string | null;
  /** Session of the screen that ordered it. */
  readonly sessionId: string;
  /** Outcomes of steps that the card has done already, when this job continues the work of another one. */
  readonly journal?: readonly Pick<JournalEntry, 'step' | 'phase' | 'facts'>[];
}

/** The registration that the job is for. null: it is for whoever owns the card. */
export function registrationOf({ raId, input }: Pick<Job, 'raId' | 'input'>): string | null {
  return input.registrationId === undefined ? null : JSON.stringify([raId, input.registrationId]);
}

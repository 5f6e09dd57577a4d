/** A job as it stands in the store. */
import type { PinReference } from '../../base/terms.js';
import type { JobKind } from '../contract/messages.js';
import type { JobResult } from '../contract/jobs/index.js';
import type { StoredFailure } from '../contract/failures/failure.js';
import type { Question } from './question.js';
import type { JobState } from './state.js';

/** What is stored of an order, without any secret, as the engine sees it. Each kind of job has a type and a format of its own. */
export type JobInput = Readonly<Record<string, unknown>> & {
  /** For whom, where that is known before the card is asked. */
  readonly registrationId?: string;
  /** The PIN that the job is about. */
  readonly pin?: PinReference;
  /** A chip may hold applications of several families, all with its serial number. */
  readonly cardFamily?: string;
};

export interface Job {
  readonly id: string;
  readonly idempotencyKey: string;
  readonly kind: JobKind;
  readonly state: JobState;
  /** The RA whose subscriber it is for. null: it needs no RA. */
  readonly raId: string | null;
  readonly readerId: string;
  readonly cardSerial: string;
  readonly actorKind: 'kiosk' | 'staff';
  /** Operator's name; `kiosk` for a subscriber. */
  readonly actor: string;
  readonly input: JobInput;
  readonly question: Question | null;
  readonly failure: StoredFailure | null;
  readonly result: JobResult | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** One line of the journal. */
export interface JournalEntry {
  readonly step: string;
  readonly phase: 'intent' | 'outcome';
  readonly facts: Readonly<Record<string, unknown>>;
  readonly at: string;
}

/** What is known of a card that needs a person's decision, and the ways that are open. */
import type { CardRecord, SpoilReason } from '../../sync/connector.js';
import type { Answer } from '../cases/records.js';
import type { Failure } from '../contract/failures/failure.js';
import type { Job, JournalEntry } from '../jobs/job.js';
import type { ContentOfCard } from './onCard.js';

/**
 * `blank`: nothing was made of it. `whole`: it is as the RA says. `openJob`: a job of this gateway is not over. `unexplained`:
 * neither; something was begun that nobody here knows the end of.
 */
export type Situation = 'blank' | 'whole' | 'openJob' | 'unexplained' | 'spoiled';

export type Way = 'goOn' | 'adopt' | 'writeAgain' | 'spoil';

/** A way that one would look for. `rollBack`: back to blank. */
export type ClosedWay = 'goOn' | 'adopt' | 'rollBack' | 'spoil';

export interface JobOfCard {
  readonly job: Job;
  readonly journal: readonly JournalEntry[];
}

export interface CardRecovery {
  readonly cardSerial: string;
  /** null: it is in no reader. */
  readonly readerId: string | null;
  readonly situation: Situation;
  /** This store comes from a copy, and the card was not compared with the RA since. */
  readonly restored: boolean;
  /** Its open job, or else its last one. */
  readonly job: JobOfCard | null;
  readonly onCard: ContentOfCard | null;
  readonly answers: readonly Answer<CardRecord>[];
  /** The ways that are open, the gentlest first. */
  readonly ways: readonly { readonly way: Way; readonly raId: string | null }[];
  readonly closed: readonly { readonly way: ClosedWay; readonly why: Failure }[];
}

/** The way that a person chose. */
export type RecoveryRequest = { readonly idempotencyKey: string } & (
  | { readonly way: 'goOn' }
  | { readonly way: 'adopt'; readonly raId: string }
  | {
      readonly way: 'spoil';
      readonly raId?: string | undefined;
      readonly reason: SpoilReason;
      readonly note: string;
    }
);

/** Events between parts of the gateway. The sender does not know the listeners; `subscriptions.ts` lists them. */
import type { EventEmitter } from 'node:events';
import type { BatchLettersProgress } from './letters/batchLetters.js';
import type { LineEvent } from './batch/batch.js';
import type { WireRaStatus } from './contract/messages.js';
import type { Job, JournalEntry } from './jobs/job.js';
import type { ReaderView } from './readers/readerView.js';

export interface AppEventMap {
  jobChanged: [job: Job, journal: readonly JournalEntry[]];
  readerChanged: [reader: ReaderView];
  readerRemoved: [readerId: string];
  /** A card was read, and its reader is not held. */
  cardKnown: [reader: ReaderView];
  /** The reader did not change, but its card was spoiled, or a quarantine that covers it began or ended. */
  cardStandingChanged: [reader: ReaderView];
  pcscChanged: [available: boolean];
  raStatusChanged: [status: WireRaStatus];
  registrationsChanged: [];
  claimsChanged: [];
  approvalsChanged: [];
  sticksChanged: [];
  batchLettersChanged: [letters: BatchLettersProgress];
  /** An order or a reader of the batch line changed. */
  lineChanged: [event: LineEvent];
}

/** Listeners are called at once, in the order in which they subscribed. */
export type AppEvents = EventEmitter<AppEventMap>;

import type { Fact } from './facts.js';

/** The table behind the drain: the daemon's store implements it. Order is the order of insertion. */
export interface Outbox {
  /** The oldest undelivered facts. */
  pending(limit: number): Promise<readonly Fact[]>;
  pendingCount(): Promise<number>;
  markDelivered(ids: readonly string[]): Promise<void>;
  /** Sets a fact aside for a person: the RA will never take it. */
  markRefused(id: string, reason: string): Promise<void>;
}

/** The interface between the store and the drain. */
import type { Fact } from './facts.js';

/** The facts that wait for delivery, in the order of insertion. The daemon's store implements it. */
export interface Outbox {
  /** The oldest undelivered facts. */
  pending(limit: number): Promise<readonly Fact[]>;
  pendingCount(): Promise<number>;
  markDelivered(ids: readonly string[]): Promise<void>;
  /** Sets a fact aside that the RA will never accept. A person has to look at it. */
  markRefused(id: string, reason: string): Promise<void>;
}

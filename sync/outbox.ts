/** The interface between the store and the drain. */
import type { Fact } from './facts.js';

/** A row of the outbox holds no fact that can be read. */
export class UnreadableFactError extends Error {
  override readonly name = 'UnreadableFactError';
  constructor(
    readonly fact: { readonly id: string; readonly kind: string },
    options: ErrorOptions,
  ) {
    super(`the fact ${fact.id} cannot be read`, options);
  }
}

/** The reason that such a row is set aside with. */
export const unreadableReason = 'unreadable';

/** The facts that wait for delivery, in the order of insertion. The daemon's store implements it. */
export interface Outbox {
  /** The oldest undelivered facts. @throws {UnreadableFactError} one of them cannot be read */
  pending(limit: number): Promise<readonly Fact[]>;
  pendingCount(): Promise<number>;
  markDelivered(ids: readonly string[]): Promise<void>;
  /** Sets a fact aside that the RA refused, or that cannot be read. A person has to look at it. */
  markRefused(id: string, reason: string): Promise<void>;
}

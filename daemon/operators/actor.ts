/** The actor of a request. permissions.ts says what an actor may do. */
import type { StaffRole } from '../contract/messages.js';

/** A screen without a staff login, used by a subscriber. */
export interface KioskActor {
  readonly kind: 'kiosk';
  readonly sessionId: string;
}

export interface StaffActor {
  readonly kind: 'staff';
  readonly sessionId: string;
  /** Name of the account. */
  readonly operator: string;
  readonly role: StaffRole;
}

export type Actor = KioskActor | StaffActor;

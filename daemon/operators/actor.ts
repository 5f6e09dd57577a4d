/** Who asks for something. What an actor may do is decided in permissions.ts. */
import type { Place, StaffRole } from '../contract/messages.js';

/** A subscriber, or nobody in particular: a screen without a login. */
export interface KioskActor {
  readonly kind: 'kiosk';
  readonly sessionId: string;
  /** What the screen was enrolled for: a screen of staff before its login may do nothing for a subscriber. */
  readonly place: Place;
}

export interface StaffActor {
  readonly kind: 'staff';
  readonly sessionId: string;
  /** Name of the account. */
  readonly operator: string;
  readonly role: StaffRole;
}

/** Who asks. What an actor may do is decided in operators/permissions.ts. */
export type Actor = KioskActor | StaffActor;

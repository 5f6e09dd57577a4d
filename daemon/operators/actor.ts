/** The actor of a request. permissions.ts says what an actor may do. */
import type { Place, StaffRole } from '../contract/messages.js';
import type { RaScope } from '../ras/raScope.js';

/** A screen without a staff login, used by a subscriber. */
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
  /** The RAs that this person works for. */
  readonly ras: RaScope;
}

export type Actor = KioskActor | StaffActor;

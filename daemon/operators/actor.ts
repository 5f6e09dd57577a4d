/** Who asks for something. What an actor may do is decided in permissions.ts. */
import type { StaffRole } from '../contract/messages.js';

/** A subscriber, or nobody in particular: a screen without a login. */
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

/** Who asks. What an actor may do is decided in operators/permissions.ts. */
export type Actor = KioskActor | StaffActor;

/** What every screen of the kiosk is drawn from. */
import type { WireSession } from '../../daemon/contract/messages.js';
import type { VisitRunner } from './runVisit.js';

export interface ViewProps<S> {
  readonly screen: S;
  readonly session: WireSession | null;
  readonly runner: VisitRunner;
}

/** Without a setting yet. */
const defaultIdleSeconds = 60;

export function idleSecondsOf(session: WireSession | null): number {
  return session?.kiosk.idleSeconds ?? defaultIdleSeconds;
}

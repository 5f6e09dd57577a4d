import { raStatus, type World } from '../api/world.js';
import type { WordKey } from '../words/staffPages.js';

/** What stands in the way of everything that needs the daemon and the RA for one case. Pure. */
export function whyNotNow(world: World, raId: string, taken: boolean): WordKey | null {
  if (world.link !== 'open') return 'daemonAway';
  if (taken) return 'whyClaimed';
  return raStatus(world, raId)?.reachable === true ? null : 'whyRaNeeded';
}

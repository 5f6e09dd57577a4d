/** This console works on the case as long as it lies open. */
import { useEffect } from 'react';
import type { WireClaim, WireRegistration } from '../../../daemon/contract/messages.js';
import { counterClient } from '../../api/counterClient.js';
import type { World } from '../../api/world.js';

/** Claims and releases reach the daemon in the order in which cases were opened and left. */
let last: Promise<unknown> = Promise.resolve();

function inOrder(request: () => Promise<unknown>): void {
  // An event says who has claimed it instead. A daemon that restarts forgets every claim.
  last = last.then(request).catch(() => undefined);
}

/**
 * @param claims false for a person who may only view
 * @returns the claim of another session, or null
 */
export function useClaim(world: World, { raId, id }: WireRegistration, claims: boolean): WireClaim | null {
  const { link } = world;
  useEffect(() => {
    if (!claims || link !== 'open') return;
    inOrder(() => counterClient.claim(raId, id, false));
    return () => inOrder(() => counterClient.release(raId, id));
  }, [raId, id, claims, link]);
  return world.claims.find((one) => one.raId === raId && one.registrationId === id && !one.mine) ?? null;
}

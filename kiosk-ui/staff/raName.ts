import type { Localized } from '../../daemon/contract/messages.js';
import type { World } from '../api/world.js';

/** An RA's name where it says something: with one RA it says nothing new. @param always also then */
export function raName({ session }: World, raId: string, always = false): Localized | null {
  const ras = session?.ras ?? [];
  if (ras.length < 2 && !always) return null;
  return ras.find(({ id }) => id === raId)?.name ?? null;
}

/** The readers as a locked screen, or one without a login, may see them. */
import type { WireCardReader } from '../../daemon/contract/messages.js';
import { staffClient } from '../api/staffClient.js';
import type { World } from '../api/world.js';
import { useLoaded } from './useLoaded.js';

export function useCardReaders({ cardReadersVersion, link }: World): readonly WireCardReader[] {
  return useLoaded(staffClient.cardReaders, `${link} ${cardReadersVersion}`).value ?? [];
}

/** The readers as a screen without a login, or a locked one, is told of them. */
import type { WireCardReader } from '../../daemon/contract/messages.js';
import { staffClient } from '../api/staffClient.js';
import type { World } from '../api/world.js';
import { useLoaded } from './useLoaded.js';

export function useCardReaders({ cardReadersVersion, link }: World): readonly WireCardReader[] {
  return useLoaded(staffClient.cardReaders, `${link} ${cardReadersVersion}`).value ?? [];
}

/** The password letters of the last weeks, asked for again when the work list changes or one was printed. */
import { counterClient } from '../../api/counterClient.js';
import type { WireLetterList } from '../../../daemon/contract/messages.js';
import type { World } from '../../api/world.js';
import { useLoaded, type Loaded } from '../../staff/useLoaded.js';

export const letterDays = 30;
const load = () => counterClient.letters(letterDays);

export function useLetters({ listVersion }: World): Loaded<WireLetterList> {
  return useLoaded(load, listVersion);
}

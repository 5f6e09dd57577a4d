/** What can be done for a registration beside issuing its card: in which states, by whom. Pure. */
import type { WireRegistration } from '../../daemon/api/messages.js';
import { may, type World } from '../api/world.js';
import type { WordKey } from '../words.js';

export type CaseAction = 'resetPassword';

interface Offer {
  readonly action: CaseAction;
  readonly word: WordKey;
  readonly states: readonly WireRegistration['state'][];
  readonly isPermitted: (world: World) => boolean;
}

const offers: readonly Offer[] = [
  {
    action: 'resetPassword',
    word: 'resetWebsitePassword',
    states: ['approved', 'issuing', 'prepared', 'issued'],
    isPermitted: (world) => may(world, 'resetPassword'),
  },
];

export function actionsFor(state: WireRegistration['state'], world: World): readonly Pick<Offer, 'action' | 'word'>[] {
  return offers.filter(({ states, isPermitted }) => states.includes(state) && isPermitted(world));
}

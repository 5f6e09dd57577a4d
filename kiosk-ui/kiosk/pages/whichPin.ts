/** Which PIN of the card is to be changed or unblocked. */
import { knownCard } from '../visit.js';
import { definePage } from './definePage.js';

export const whichPin = definePage('whichPin', {
  when: ({ task }) => task.pin === null,
  leadsOn: false,
  typed: false,
  state: ({ world }) => ({ card: knownCard(world) }),
});

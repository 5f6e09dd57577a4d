/** The certificates cannot be renewed yet. */
import { renewalOf } from '../renewal.js';
import { knownCard } from '../visit.js';
import { definePage } from './definePage.js';

export const tooEarly = definePage('tooEarly', {
  when: ({ world, now }) => renewalOf(knownCard(world), now)?.window === 'notYet',
  leadsOn: false,
  typed: false,
  state: ({ world, now }) => ({ renewal: renewalOf(knownCard(world), now) }),
});

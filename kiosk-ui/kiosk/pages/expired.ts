/** The certificates have expired: they cannot be renewed any more. */
import { renewalOf } from '../renewal.js';
import { knownCard } from '../visit.js';
import { definePage } from './definePage.js';

export const expired = definePage('expired', {
  when: ({ world, now }) => renewalOf(knownCard(world), now)?.window === 'over',
  leadsOn: false,
  typed: false,
  state: ({ world, now }) => ({ renewal: renewalOf(knownCard(world), now) }),
});

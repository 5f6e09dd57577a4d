/** A PIN that the flow needs is locked: it has to be unblocked first. */
import { triesLeft } from '../visit.js';
import { definePage } from './definePage.js';

export const pinLocked = definePage('pinLocked', {
  when: ({ world, pin }) => triesLeft(world, pin) === 0,
  leadsOn: false,
  typed: false,
  state: ({ pin }) => ({ pin }),
  key: ({ pin }) => String(pin),
});

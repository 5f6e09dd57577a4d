/** One try is left: nothing is typed before the person says so. */
import { triesLeft } from '../visit.js';
import { definePage } from './definePage.js';

export const lastTry = definePage('lastTry', {
  when: ({ world, pin }) => triesLeft(world, pin) === 1,
  leadsOn: true,
  confirmed: (task) => ({ ...task, lastTryConfirmed: true }),
  state: ({ pin }) => ({ pin }),
  key: ({ pin }) => String(pin),
});

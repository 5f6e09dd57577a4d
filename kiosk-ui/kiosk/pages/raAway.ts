/** The registration authority cannot be reached. When it can be again, the person continues by hand. */
import { isRaAway } from '../visit.js';
import { definePage } from './definePage.js';

export const raAway = definePage('raAway', {
  when: ({ world, task }) => isRaAway(world, task),
  leadsOn: true,
  state: ({ world, task }) => ({ flow: task.flow, reachable: !isRaAway(world, task), cardIn: task.card !== null }),
});

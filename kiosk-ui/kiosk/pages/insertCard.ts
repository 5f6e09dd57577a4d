/** The flow needs a card, and none is in the reader. */
import { definePage } from './definePage.js';

export const insertCard = definePage('insertCard', {
  when: ({ task }) => task.card === null,
  leadsOn: false,
  state: ({ task: { flow } }) => ({ flow }),
});

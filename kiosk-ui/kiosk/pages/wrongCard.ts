/** The card is not one that the flow is for; which cards those are is said by the row. */
import { definePage } from './definePage.js';

export const wrongCard = definePage('wrongCard', {
  leadsOn: false,
  typed: false,
  state: ({ task: { flow } }) => ({ flow }),
});

/** The registration authority wants another website password first. */
import { definePage } from './definePage.js';

export const newPasswordNeeded = definePage('newPasswordNeeded', {
  when: ({ task }) => task.passwordChange,
  leadsOn: true,
  state: () => ({}),
});

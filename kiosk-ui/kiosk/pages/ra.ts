/** Which registration authority, where there are several. */
import { definePage } from './definePage.js';

export const ra = definePage('ra', {
  when: ({ world }) => (world.session?.ras.length ?? 0) > 1,
  leadsOn: false,
  state: ({ world }) => ({ ras: world.session?.ras ?? [] }),
});

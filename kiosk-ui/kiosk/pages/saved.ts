/** 存檔 is done: onto a stick, or by a link that a phone reads. */
import { brought, definePage } from './definePage.js';

export const saved = definePage('saved', {
  leadsOn: false,
  state: ({ learned }) => ({ saved: brought(learned.saved) }),
});

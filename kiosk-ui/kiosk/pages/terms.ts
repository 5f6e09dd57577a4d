/** 用戶約定條款 in full. */
import { brought, definePage } from './definePage.js';

export const terms = definePage('terms', {
  leadsOn: true,
  counted: true,
  state: ({ learned, step }) => ({ terms: brought(learned.terms), step }),
});

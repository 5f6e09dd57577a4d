/** 確認登記資料: what the registration authority has on record of the person. */
import { brought, definePage } from './definePage.js';

export const data = definePage('data', {
  leadsOn: true,
  counted: true,
  state: ({ learned, step }) => ({ record: brought(learned.record), step }),
});

/** 網站密碼修改 is done. */
import { definePage } from './definePage.js';

export const passwordChanged = definePage('passwordChanged', {
  leadsOn: false,
  state: () => ({}),
});

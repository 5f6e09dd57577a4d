/** 存檔 has neither a stick nor a link: it waits for a stick. */
import { definePage } from './definePage.js';

export const target = definePage('target', {
  when: ({ learned }) => learned.targets?.stick === null && !learned.targets.link,
  leadsOn: true,
  state: () => ({}),
});

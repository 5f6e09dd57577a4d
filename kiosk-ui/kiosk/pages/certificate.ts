/** One certificate in full: chosen from the record, or found by its serial number (null: there is none). */
import { definePage } from './definePage.js';

export const certificate = definePage('certificate', {
  when: ({ learned }) => learned.certificate !== undefined,
  leadsOn: true,
  state: ({ learned, task }) => ({ certificate: learned.certificate ?? null, partner: task.flow === 'partner' }),
  key: (state) => state.certificate?.serial ?? 'none',
});

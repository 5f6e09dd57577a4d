/** 檢視憑證資訊: all certificates of the record. */
import { certificatesToSave } from '../saving.js';
import { brought, definePage } from './definePage.js';

export const certificates = definePage('certificates', {
  leadsOn: true,
  state: ({ learned }) => ({ record: brought(learned.record), canSave: certificatesToSave(learned).length > 0 }),
});

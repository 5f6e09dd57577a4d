/** The work list of the counter. */
import { registrationListSchema } from '../messages.js';
import { defineContract } from '../route.js';

export const registrationRoutes = defineContract({
  listRegistrations: {
    method: 'GET',
    path: '/api/registrations',
    title: { 'zh-TW': '工作清單', en: 'The work list' },
    who: 'staff',
    permission: 'view',
    answer: registrationListSchema,
  },
});

/** The work list of the counter. */
import { registrationListSchema } from '../../contract/messages.js';
import { defineRoute } from '../route.js';

export const registrationRoutes = [
  defineRoute({
    method: 'GET',
    path: '/api/registrations',
    title: { 'zh-TW': '工作清單', en: 'The work list' },
    who: 'staff',
    permission: 'view',
    answer: registrationListSchema,
    handle: ({ screen }, { gateway }) => gateway.registrations(screen.actor),
  }),
];

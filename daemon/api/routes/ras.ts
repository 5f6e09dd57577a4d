/** What the screens ask about the RAs themselves. */
import { z } from 'zod';
import { termsSchema } from '../../contract/messages.js';
import { defineRoute } from '../route.js';

export const raRoutes = [
  defineRoute({
    method: 'GET',
    path: '/api/ras/{id}/terms',
    title: { 'zh-TW': '用戶約定條款', en: 'An RA’s terms in force' },
    who: 'screen',
    params: z.object({ id: z.string().regex(/^[a-z0-9-]{1,32}$/) }),
    answer: termsSchema,
    failures: ['ra.choose.unknown'],
    handle: ({ params: { id } }, { gateway }) => gateway.terms(id),
  }),
];

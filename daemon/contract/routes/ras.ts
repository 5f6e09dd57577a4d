/** What the screens ask about the RAs themselves. */
import { z } from 'zod';
import { termsSchema } from '../messages.js';
import { defineContract } from '../route.js';

export const raRoutes = defineContract({
  getTerms: {
    method: 'GET',
    path: '/api/ras/{id}/terms',
    title: { 'zh-TW': '用戶約定條款', en: 'An RA’s terms in force' },
    who: 'screen',
    params: z.object({ id: z.string().regex(/^[a-z0-9-]{1,32}$/) }),
    answer: termsSchema,
    failures: ['ra.choose.unknown'],
  },
});

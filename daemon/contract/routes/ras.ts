/** What the screens ask about the RAs themselves. */
import { z } from 'zod';
import { setAsideFactsSchema, termsSchema } from '../messages.js';
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
  listSetAsideFacts: {
    method: 'GET',
    path: '/api/set-aside-facts',
    title: { 'zh-TW': '擱置的回報', en: 'Facts that were set aside' },
    about: 'What an RA refused to take, or the gateway cannot read. Nothing that is sealed is shown.',
    who: 'staff',
    permission: 'facts',
    answer: setAsideFactsSchema,
  },
  sendFactAgain: {
    method: 'POST',
    path: '/api/set-aside-facts/{id}/send',
    title: { 'zh-TW': '重新傳送回報', en: 'Send a fact again that was set aside' },
    about: 'The fact waits at its old place. The RA judges it anew. Audited.',
    who: 'staff',
    permission: 'facts',
    params: z.object({ id: z.uuid() }),
    answer: null,
    failures: ['fact.send.unknown'],
  },
});

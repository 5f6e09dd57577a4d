/** Cases of the counter: records, search, and who works on what. */
import { z } from 'zod';
import {
  cardRecordSchema,
  claimRequestSchema,
  claimSchema,
  registrationRecordSchema,
  searchResultSchema,
  searchSchema,
} from '../messages.js';
import { raFailures } from './raFailures.js';
import { defineContract } from '../route.js';

export const caseParams = z.object({
  raId: z.string().regex(/^[a-z0-9-]{1,32}$/),
  id: z.string().regex(/^[\w.-]{1,64}$/),
});

export const cardParams = z.object({ serial: z.string().regex(/^[\w:. -]{1,64}$/) });

export const caseRoutes = defineContract({
  search: {
    method: 'GET',
    path: '/api/search',
    title: { 'zh-TW': '向註冊中心查詢', en: 'Ask the RAs for a subscriber, a card or a certificate' },
    about:
      'Asks every RA for registrations with this id, 身分證號或統編, user identifier, name or website account, whole, and for a card or a ' +
      'certificate with this serial number, as a person or a scanner types it. So those of the batch line are found, which are not on the work list.',
    who: 'staff',
    permission: 'view',
    query: searchSchema,
    answer: searchResultSchema,
  },
  getRegistration: {
    method: 'GET',
    path: '/api/registrations/{raId}/{id}',
    title: { 'zh-TW': '一筆註冊資料的全部內容', en: 'Everything of one registration' },
    who: 'staff',
    permission: 'view',
    params: caseParams,
    answer: registrationRecordSchema,
    failures: [...raFailures, 'ra.refused.registrationUnknown'],
  },
  getCard: {
    method: 'GET',
    path: '/api/cards/{serial}',
    title: { 'zh-TW': '一張晶片卡的全部內容', en: 'Everything of one card' },
    about: 'Also of a card that nobody knows, and while an RA is away.',
    who: 'staff',
    permission: 'view',
    params: cardParams,
    answer: cardRecordSchema,
  },
  certificateFile: {
    method: 'GET',
    path: '/api/certificates/{serial}.cer',
    title: { 'zh-TW': '憑證存檔', en: 'A certificate as a file' },
    who: 'staff',
    permission: 'view',
    params: cardParams,
    query: z.strictObject({ raId: z.string().optional() }),
    answer: { mediaType: 'application/pkix-cert' },
    failures: [...raFailures, 'case.certificate.unknown'],
  },
  claimCase: {
    method: 'POST',
    path: '/api/cases/{raId}/{id}/claim',
    title: { 'zh-TW': '開始辦理案件', en: 'Work on a case' },
    about:
      'A job, revocation or password reset for a case that another session works on is refused (`case.claim.taken`). The event ' +
      '`claims` tells every console.',
    who: 'staff',
    permission: 'view',
    params: caseParams,
    body: claimRequestSchema,
    answer: claimSchema,
    failures: ['case.claim.taken', 'ra.choose.unknown'],
  },
  releaseCase: {
    method: 'DELETE',
    path: '/api/cases/{raId}/{id}/claim',
    title: { 'zh-TW': '離開案件', en: 'Leave a case' },
    who: 'staff',
    params: caseParams,
    answer: null,
  },
});

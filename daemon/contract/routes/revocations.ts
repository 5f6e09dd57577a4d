/** Certificates and cards that are taken out of use. */
import { z } from 'zod';
import { approvalSchema, cardRecordSchema, revocationRequestSchema, spoilRequestSchema } from '../messages.js';
import { cardParams } from './cases.js';
import { idempotency } from './jobs.js';
import { raFailures } from './raFailures.js';
import { defineContract } from '../route.js';

export const revocationRoutes = defineContract({
  askRevocation: {
    method: 'POST',
    path: '/api/revocations',
    title: { 'zh-TW': '申請憑證廢止', en: 'Ask for a revocation' },
    about:
      'It is done when a second person has approved it; see the approvals. The same request that stands open is that request.',
    who: 'staff',
    permission: 'revoke',
    body: revocationRequestSchema,
    status: 201,
    answer: z.object({ approval: approvalSchema }),
    failures: [
      ...raFailures,
      'ra.refused.registrationUnknown',
      'case.claim.taken',
      'revocation.ask.notInForce',
      'revocation.ask.noteMissing',
    ],
  },
  spoilCard: {
    method: 'POST',
    path: '/api/cards/{serial}/spoil',
    title: { 'zh-TW': '晶片卡作廢', en: 'Spoil a card' },
    about:
      'Refused while it carries certificates in force. What was to be done with it ends; it is refused for every further job.',
    who: 'staff',
    permission: 'spoil',
    params: cardParams,
    headers: idempotency,
    body: spoilRequestSchema,
    answer: cardRecordSchema,
    failures: [
      ...raFailures,
      'ra.refused.cardUnknown',
      'card.spoil.atWork',
      'ra.refused.certificatesInForce',
      'ra.refused.idempotencyConflict',
    ],
  },
});

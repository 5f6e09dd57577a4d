/** 復原: a card that needs a person. */
import { cardRecoverySchema, recoveryTakenSchema, takeRecoverySchema } from '../messages.js';
import { cardParams } from './cases.js';
import { idempotency } from './jobs.js';
import { raFailures } from './raFailures.js';
import { defineContract } from '../route.js';

export const recoveryRoutes = defineContract({
  getRecovery: {
    method: 'GET',
    path: '/api/cards/{serial}/recovery',
    title: { 'zh-TW': '晶片卡現況與復原方式', en: 'Where a card stands, and the ways on' },
    about:
      'Of any card, in any reader or in none: what this gateway knows, what is on the card, what is at the RAs, the ways on that ' +
      'are open, and why others are not. Nothing is tried and nothing is changed.',
    who: 'staff',
    permission: 'view',
    params: cardParams,
    answer: cardRecoverySchema,
  },
  takeRecovery: {
    method: 'POST',
    path: '/api/cards/{serial}/recovery',
    title: { 'zh-TW': '選擇復原方式', en: 'Take one of the ways on' },
    about:
      '`goOn` and `adopt` need `issue` or `batch` (other jobs: what they need), `spoil` needs `spoil`. The same `Idempotency-Key` ' +
      'begins one job. `writeAgain` is begun as every job (POST /api/jobs).',
    who: 'staff',
    permission: 'view',
    params: cardParams,
    headers: idempotency,
    body: takeRecoverySchema,
    answer: recoveryTakenSchema,
    failures: [
      ...raFailures,
      'api.session.notPermitted',
      'card.recover.wayClosed',
      'card.recover.notInReader',
      'card.recover.atWork',
      'card.recover.heldBack',
      'card.recover.raAway',
      'card.recover.notBegun',
      'card.recover.pinsHandedOut',
      'card.recover.pukLost',
      'card.recover.pinUnknown',
      'card.recover.otherKeys',
      'card.recover.certifiedOthers',
      'case.claim.taken',
      'job.create.cardSpoiled',
      'job.create.cardQuarantined',
      'job.create.readerBusy',
      'job.create.cardHasOpenJob',
      'job.create.keyReused',
      'job.create.twoCards',
      'job.checkCard.foreign',
      'job.create.registrationInProgress',
      'card.spoil.atWork',
      'ra.refused.certificatesInForce',
      'ra.refused.idempotencyConflict',
    ],
  },
});

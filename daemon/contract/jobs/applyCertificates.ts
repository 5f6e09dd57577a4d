import { z } from 'zod';
import {
  cardPins,
  cardSerial,
  certificates,
  lifeCycle,
  personFailures,
  personsRegistration,
  cardPinFailures,
  raFailures,
  raId,
  readerId,
} from './fields.js';
import { jobContract } from './jobContract.js';

export const applyCertificates = jobContract({
  kind: 'applyCertificates',
  title: '憑證申請',
  about: 'A prepared card gets its keys and certificates.',
  order: {
    raId,
    readerId,
    registrationId: personsRegistration,
    ...cardPins,
    termsVersion: z.string().min(1).max(32).describe('The terms that were read to the end and ticked.'),
  },
  result: { cardSerial, lifeCycle, certificates },
  permission: 'subscriberWork',
  atKiosk: true,
  failures: [
    ...raFailures,
    'case.claim.taken',
    'job.create.cardQuarantined',
    ...personFailures,
    'job.confirmTerms.otherVersion',
    'applyCertificates.create.locked',
    'job.create.lastTry',
    ...cardPinFailures,
  ],
});

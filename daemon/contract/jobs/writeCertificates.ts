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

export const writeCertificates = jobContract({
  kind: 'writeCertificates',
  title: '憑證下載 (write again)',
  about: 'What was issued and does not stand on the card is written to the card that holds the keys.',
  order: { raId, readerId, registrationId: personsRegistration, ...cardPins },
  result: {
    cardSerial,
    lifeCycle,
    certificates,
    alreadyThere: z.boolean().describe('writeCertificates: nothing was missing, nothing was written.'),
  },
  permission: 'subscriberWork',
  atKiosk: true,
  failures: [
    ...raFailures,
    'case.claim.taken',
    ...personFailures,
    'writeCertificates.create.locked',
    'job.create.lastTry',
    ...cardPinFailures,
  ],
});

import {
  cardPins,
  cardSerial,
  certificates,
  lifeCycle,
  cardPinFailures,
  raFailures,
  raId,
  readerId,
} from './fields.js';
import { jobContract } from './jobContract.js';

export const renewCertificates = jobContract({
  kind: 'renewCertificates',
  title: '憑證展期',
  about: 'Without a login: the card proves itself. Asks `confirmTerms`.',
  order: { raId, readerId, ...cardPins },
  result: { cardSerial, lifeCycle, certificates },
  permission: 'subscriberWork',
  atKiosk: true,
  failures: [...raFailures, 'renewCertificates.create.locked', 'job.create.lastTry', ...cardPinFailures],
});

import { z } from 'zod';
import { cardSerial, lifeCycle, pinsInLetter, raFailures, raId, readerId, registrationFailures } from './fields.js';
import { jobContract } from './jobContract.js';

export const prepareCard = jobContract({
  kind: 'prepareCard',
  title: '發卡 (PUKs and PINs only)',
  about: 'Staff: a blank card gets its PUKs, files and PINs, drawn into the password letter; keys come later.',
  order: { raId, readerId, registrationId: z.string() },
  result: { cardSerial, lifeCycle, pinsInLetter },
  permission: 'issue',
  atKiosk: false,
  failures: [...raFailures, ...registrationFailures, 'job.create.cardQuarantined'],
});

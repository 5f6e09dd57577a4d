import { z } from 'zod';
import { secretText } from '../messages/base.js';
import {
  cardSerial,
  certificates,
  lifeCycle,
  newPinFailures,
  pinsInLetter,
  raFailures,
  raId,
  readerId,
  registrationFailures,
} from './fields.js';
import { jobContract } from './jobContract.js';

export const issueCard = jobContract({
  kind: 'issueCard',
  title: '製卡',
  order: {
    raId,
    readerId,
    registrationId: z.string(),
    pins: z
      .discriminatedUnion('mode', [
        z.strictObject({ mode: z.literal('random') }),
        z.strictObject({
          mode: z.literal('chosen'),
          pin1: secretText,
          pin2: secretText.optional().describe('Absent for a card with one PIN.'),
        }),
      ])
      .describe('Chosen at the counter, or drawn at random and printed by the RA.'),
  },
  result: { cardSerial, lifeCycle, pinsInLetter, certificates },
  permission: 'issue',
  atKiosk: false,
  failures: [
    ...raFailures,
    ...registrationFailures,
    'job.create.cardQuarantined',
    'job.create.otherPins',
    ...newPinFailures,
  ],
});

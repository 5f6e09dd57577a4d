import { z } from 'zod';
import { pinReferenceSchema, secretText } from '../messages/base.js';
import { cardSerial, newPinFailures, raFailures, raId, readerId } from './fields.js';
import { jobContract } from './jobContract.js';

export const unblockPin = jobContract({
  kind: 'unblockPin',
  title: '鎖卡解碼',
  about: 'The kiosk session must hold an authorisation for this card and PIN (POST /api/authorisations).',
  order: {
    raId,
    readerId,
    pin: pinReferenceSchema,
    newPin: secretText,
    lastTryConfirmed: z.boolean().optional().describe('Staff: the explicit word when one try of the PUK is left.'),
  },
  result: { cardSerial },
  permission: 'subscriberWork',
  atKiosk: true,
  failures: [
    ...raFailures,
    'unblockPin.create.notAuthorised',
    'unblockPin.create.pukBlocked',
    'unblockPin.create.pukRefused',
    'unblockPin.create.lastTry',
    ...newPinFailures,
  ],
});

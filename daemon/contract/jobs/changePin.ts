import { pinReferenceSchema, secretText } from '../messages/base.js';
import { cardSerial, lastTryConfirmed, newPinFailures, raId, readerId } from './fields.js';
import { jobContract } from './jobContract.js';

export const changePin = jobContract({
  kind: 'changePin',
  title: '晶片卡密碼修改',
  order: { raId, readerId, pin: pinReferenceSchema, oldPin: secretText, newPin: secretText, lastTryConfirmed },
  result: { cardSerial },
  permission: 'subscriberWork',
  atKiosk: true,
  failures: [
    'ra.choose.unknown',
    'changePin.create.noPin',
    'changePin.create.locked',
    'changePin.create.lastTry',
    ...newPinFailures,
  ],
});

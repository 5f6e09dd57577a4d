import { z } from 'zod';
import { pinStatusSchema } from '../messages/card.js';
import { cardSerial, certificates, lifeCycle, readerId } from './fields.js';
import { jobContract } from './jobContract.js';

export const viewCard = jobContract({
  kind: 'viewCard',
  title: '卡片檢視',
  order: { readerId },
  result: { cardSerial, lifeCycle, certificates, pins: z.array(pinStatusSchema) },
  permission: 'view',
  atKiosk: true,
  failures: [],
});

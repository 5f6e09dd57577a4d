/** Words of the line, its orders and the stock: loaded by the screens of staff beside those of `words.ts`. */
import type { Localized } from '../../daemon/contract/messages.js';
import { batchWords } from './batch.js';
import { batchOrderWords } from './batchOrders.js';
import { recoveryWords } from './recovery.js';
import { stockWords } from './stock.js';

export const lineWords = {
  ...batchWords,
  ...batchOrderWords,
  ...stockWords,
  ...recoveryWords,
} as const satisfies Record<string, Localized>;
export type LineWords = typeof lineWords;

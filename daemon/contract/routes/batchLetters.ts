/** Letters of a batch order. Who makes the cards sees no letters: an officer of the counter or a supervisor prints them. */
import { z } from 'zod';
import { batchLettersSchema, printBatchLettersSchema, tellBatchLettersSchema } from '../messages.js';
import { defineContract } from '../route.js';

const orderParams = z.object({ orderId: z.string() });

export const batchLetterRoutes = defineContract({
  orderLetters: {
    method: 'GET',
    path: '/api/batch/orders/{orderId}/letters',
    title: { 'zh-TW': '批次訂單的密碼單進度', en: 'Letters of a batch order: how far they are' },
    who: 'staff',
    permission: 'view',
    params: orderParams,
    answer: batchLettersSchema,
    failures: ['batch.order.unknown'],
  },
  printOrderLetters: {
    method: 'POST',
    path: '/api/batch/orders/{orderId}/letters',
    title: { 'zh-TW': '輸出批次訂單的密碼單', en: 'Print the letters of a batch order' },
    about:
      'Begins a run and answers at once. PINs and website passwords in card order, a page each, so many pages a PDF; each letter once, and ' +
      'again only with a reason. A letter that cannot be opened or set is left out; a printer that does not take a PDF ends the ' +
      'run, and nothing else.',
    who: 'staff',
    permission: 'letters',
    params: orderParams,
    body: printBatchLettersSchema,
    status: 202,
    answer: batchLettersSchema,
    failures: ['batch.order.unknown', 'letter.run.underWay', 'letter.spool.notSet'],
  },
  resumeOrderLetters: {
    method: 'POST',
    path: '/api/batch/orders/{orderId}/letters/goes-on',
    title: { 'zh-TW': '繼續中斷的密碼單輸出', en: 'Go on with letters that a restart broke off' },
    about: 'With the letters that surely did not leave, as the run was begun. Those in doubt are left alone.',
    who: 'staff',
    permission: 'letters',
    params: orderParams,
    status: 202,
    answer: batchLettersSchema,
    failures: ['batch.order.unknown', 'letter.run.notBrokenOff', 'letter.run.underWay', 'letter.spool.notSet'],
  },
  settleOrderLetters: {
    method: 'POST',
    path: '/api/batch/orders/{orderId}/letters/in-doubt',
    title: { 'zh-TW': '告知密碼單是否已印出', en: 'Tell whether letters in doubt came out' },
    who: 'staff',
    permission: 'letters',
    params: orderParams,
    body: tellBatchLettersSchema,
    answer: batchLettersSchema,
    failures: ['batch.order.unknown', 'letter.run.underWay'],
  },
});

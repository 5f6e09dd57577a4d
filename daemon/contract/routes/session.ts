/** Who is there: the screen's session, and the subscriber's authorisation. */
import { z } from 'zod';
import { authorisationSchema, authoriseSchema, sessionSchema } from '../messages.js';
import { defineContract } from '../route.js';

export const sessionRoutes = defineContract({
  health: {
    method: 'GET',
    path: '/api/health',
    title: { 'zh-TW': '程式是否運作', en: 'Whether the gateway is up' },
    who: 'anyone',
    answer: z.object({ ok: z.boolean(), version: z.string() }),
  },
  getSession: {
    method: 'GET',
    path: '/api/session',
    title: { 'zh-TW': '畫面的連線', en: 'The screen’s session' },
    who: 'screen',
    beforeLogin: true,
    whileRestricted: ['locked', 'changePassword'],
    answer: sessionSchema,
  },
  authorise: {
    method: 'POST',
    path: '/api/authorisations',
    title: { 'zh-TW': '用戶以網站帳號密碼授權', en: 'A subscriber’s authorisation' },
    about:
      'The subscriber’s website account and password, for one PIN of the card in the reader. The authorisation is kept in ' +
      'the screen’s session and used by the next `unblockPin` job.',
    who: 'screen',
    body: authoriseSchema,
    status: 201,
    answer: authorisationSchema,
    failures: [
      'job.create.readerUnknown',
      'job.create.readerEmpty',
      'job.create.cardNotRead',
      'card.identify.unknown',
      'unblockPin.authorise.sessionEnded',
      'ra.choose.unknown',
      'ra.choose.missing',
      'ra.request.unavailable',
      'ra.refused.passwordWrong',
      'subscriber.password.throttled',
      'ra.refused.accountSuspended',
      'ra.refused.passwordChangeRequired',
      'ra.refused.notCardHolder',
      'ra.refused.cardUnknown',
      'ra.refused.noEscrowedPuk',
      'ra.refused.badRequest',
      'ra.refused.notAllowed',
      'ra.refused.unrecognised',
      'job.step.internal',
    ],
  },
  endAuthorisations: {
    method: 'DELETE',
    path: '/api/authorisations',
    title: { 'zh-TW': '清除授權', en: 'Wipe the authorisation' },
    who: 'screen',
    answer: null,
  },
});

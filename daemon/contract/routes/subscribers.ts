/** Subscribers at a screen: log in, look at the record, change the website password, find and save certificates. */
import { z } from 'zod';
import {
  loginRequestSchema,
  loginSchema,
  partnerCertificateSchema,
  saveRequestSchema,
  saveSchema,
  saveTargetsSchema,
  subscriberRecordSchema,
  websitePasswordSchema,
} from '../messages.js';
import { raFailures } from './raFailures.js';
import { defineContract } from '../route.js';

export const subscriberRoutes = defineContract({
  logInSubscriber: {
    method: 'POST',
    path: '/api/logins',
    title: { 'zh-TW': '用戶登入', en: 'A subscriber logs in' },
    about:
      'The website account and password, judged by the RA: three wrong ones in a row suspend the account. The login is kept ' +
      'in the screen’s session; `DELETE /api/authorisations` wipes it.',
    who: 'screen',
    permission: 'subscriberWork',
    body: loginRequestSchema,
    status: 201,
    answer: loginSchema,
    failures: [
      ...raFailures,
      'ra.refused.passwordWrong',
      'subscriber.password.throttled',
      'ra.refused.accountSuspended',
      'ra.refused.passwordChangeRequired',
      'subscriber.login.sessionEnded',
    ],
  },
  changeWebsitePassword: {
    method: 'POST',
    path: '/api/website-password',
    title: { 'zh-TW': '網站密碼修改', en: 'Change the website password' },
    about: 'Also the way on after `ra.refused.passwordChangeRequired`. A wrong old password spends a try.',
    who: 'screen',
    permission: 'subscriberWork',
    body: websitePasswordSchema,
    answer: null,
    failures: [
      ...raFailures,
      'ra.refused.passwordWrong',
      'subscriber.password.throttled',
      'ra.refused.accountSuspended',
      'ra.refused.passwordRule',
      'ra.refused.passwordSame',
    ],
  },
  getRecord: {
    method: 'GET',
    path: '/api/record',
    title: { 'zh-TW': '檢視憑證資訊', en: 'The record of who is logged in' },
    who: 'screen',
    permission: 'subscriberWork',
    answer: subscriberRecordSchema,
    failures: [...raFailures, 'subscriber.record.notLoggedIn', 'ra.refused.authorisationExpired'],
  },
  findPartnerCertificate: {
    method: 'GET',
    path: '/api/partner-certificates/{serial}',
    title: { 'zh-TW': '下載交易夥伴憑證', en: 'A partner’s certificate by its serial number' },
    about: 'Hex of any case; blanks, colons and full-width signs do not matter. No login. `null` is an answer.',
    who: 'screen',
    params: z.object({ serial: z.string().min(1).max(128) }),
    query: z.object({ raId: z.string().max(32).optional() }),
    answer: partnerCertificateSchema,
    failures: [...raFailures, 'subscriber.partner.notHex'],
  },
  listSaveTargets: {
    method: 'GET',
    path: '/api/save-targets',
    title: { 'zh-TW': '可存檔的位置', en: 'Where certificates can be saved' },
    who: 'screen',
    answer: saveTargetsSchema,
  },
  saveCertificates: {
    method: 'POST',
    path: '/api/saves',
    title: { 'zh-TW': '存檔', en: 'Save certificates' },
    about: 'As `.cer` files (DER), to the USB stick or through a one-time download.',
    who: 'screen',
    permission: 'subscriberWork',
    body: saveRequestSchema,
    status: 201,
    answer: saveSchema,
    failures: [
      'save.write.notShown',
      'save.write.noStick',
      'save.write.stickGone',
      'save.write.stickFull',
      'save.write.readOnly',
      'save.link.off',
    ],
  },
});

/** Staff at the screens: login and logout, and one's own password. */
import {
  cardLoginSchema,
  cardReaderListSchema,
  changePasswordSchema,
  sessionSchema,
  staffLoginSchema,
  unlockSchema,
} from '../messages.js';
import { defineContract } from '../route.js';

/** Of a card that is looked at whether it is a staff card. */
export const cardFailures = [
  'staff.card.notOffered',
  'staff.card.noCertificate',
  'staff.card.foreign',
  'staff.card.notYetValid',
  'staff.card.expired',
  'staff.card.revoked',
  'staff.card.wrongUsage',
  'staff.card.revocationUnknown',
  'staff.card.revocationOutdated',
  'staff.card.revocationTooLarge',
  'staff.card.unknownExtension',
  'job.create.readerUnknown',
  'job.create.readerEmpty',
  'job.create.readerBusy',
  'job.create.cardNotRead',
  'card.identify.unknown',
  'card.transport.removed',
] as const;

/** Of a card whose owner proves to be there. */
export const cardLoginFailures = [
  ...cardFailures,
  'staff.card.unbound',
  'staff.card.locked',
  'staff.card.lastTry',
  'staff.card.notProven',
  'staff.login.disabled',
  'card.pin.wrong',
  'card.pin.blocked',
  'card.pin.tooShort',
  'card.pin.tooLong',
  'card.pin.character',
] as const;

export const staffRoutes = defineContract({
  logIn: {
    method: 'POST',
    path: '/api/staff/login',
    title: { 'zh-TW': '櫃檯人員登入', en: 'Staff login' },
    about: 'Gives a token that was not there before it, so that a token planted earlier is worth nothing.',
    who: 'screen',
    beforeLogin: true,
    whileRestricted: ['locked', 'changePassword'],
    body: staffLoginSchema,
    answer: sessionSchema,
    failures: [
      'staff.login.refused',
      'staff.login.disabled',
      'staff.login.throttled',
      'api.session.tooMany',
      'screen.place.other',
    ],
  },
  listCardReaders: {
    method: 'GET',
    path: '/api/staff/card-readers',
    title: { 'zh-TW': '可供員工卡登入的讀卡機', en: 'Readers for login by staff card' },
    about: 'The event `cardReaders` tells when to ask again. Empty where login by card is not set up.',
    who: 'screen',
    beforeLogin: true,
    whileRestricted: ['locked'],
    answer: cardReaderListSchema,
  },
  logInByCard: {
    method: 'POST',
    path: '/api/staff/card-login',
    title: { 'zh-TW': '員工卡登入', en: 'Login by staff card' },
    about:
      'The card’s certificate is checked (chain, dates, revocation, usage, owner) before PIN 1 reaches the card; then the card ' +
      'signs a challenge. The screen is locked at once when the card leaves the reader.',
    who: 'screen',
    beforeLogin: true,
    whileRestricted: ['locked', 'changePassword'],
    body: cardLoginSchema,
    answer: sessionSchema,
    failures: [...cardLoginFailures, 'api.session.tooMany', 'screen.place.other'],
  },
  unlock: {
    method: 'POST',
    path: '/api/staff/unlock',
    title: { 'zh-TW': '以同一張員工卡解除鎖定', en: 'Unlock with the same staff card' },
    about: 'The card may lie in any reader by now.',
    who: 'staff',
    whileRestricted: ['locked'],
    body: unlockSchema,
    answer: sessionSchema,
    failures: [...cardLoginFailures, 'staff.card.notBack'],
  },
  logOut: {
    method: 'POST',
    path: '/api/staff/logout',
    title: { 'zh-TW': '櫃檯人員登出', en: 'Staff logout' },
    who: 'staff',
    whileRestricted: ['locked', 'changePassword'],
    answer: null,
  },
  changePassword: {
    method: 'POST',
    path: '/api/staff/password',
    title: { 'zh-TW': '修改自己的密碼', en: 'Change one’s own password' },
    about: 'Gives a new token; every other session of the account ends.',
    who: 'staff',
    whileRestricted: ['changePassword'],
    body: changePasswordSchema,
    answer: sessionSchema,
    failures: [
      'staff.password.wrong',
      'staff.password.same',
      'staff.operator.passwordLength',
      'staff.login.disabled',
      'staff.login.throttled',
    ],
  },
});

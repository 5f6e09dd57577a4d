/** Screens as known devices: enrolment, proof, list and withdrawal. */
import {
  enrolledScreenSchema,
  enrolScreenSchema,
  openSessionSchema,
  screenChallengeSchema,
  screenCodeOrderSchema,
  screenCodeSchema,
  screenListSchema,
  sessionSchema,
} from '../messages.js';
import { z } from 'zod';
import { defineContract } from '../route.js';

export const screenRoutes = defineContract({
  enrolScreen: {
    method: 'POST',
    path: '/api/screens',
    title: { 'zh-TW': '登記裝置', en: 'Enrol a screen' },
    about:
      'Once for each screen, with a code that a maintainer made (`main.js enrol-screen`, or the page `/status` of a screen that is enrolled ' +
      'already). The private key never leaves the screen.',
    who: 'anyone',
    body: enrolScreenSchema,
    status: 201,
    answer: enrolledScreenSchema,
    failures: ['screen.enrol.codeWrong', 'screen.enrol.keyInvalid'],
  },
  challengeScreen: {
    method: 'POST',
    path: '/api/screens/challenges',
    title: { 'zh-TW': '裝置驗證的亂數', en: 'Challenge for a screen' },
    who: 'anyone',
    status: 201,
    answer: screenChallengeSchema,
  },
  openSession: {
    method: 'POST',
    path: '/api/session',
    title: { 'zh-TW': '開始畫面的連線', en: 'Open the screen’s session' },
    about:
      'The screen signs the challenge with its key. The answer’s header `Screen-Token` is the session’s token: every other request carries it ' +
      'as `Authorization: Screen TOKEN`, the WebSocket as the subprotocol `token.TOKEN` beside `events`. An answer that carries a new ' +
      '`Screen-Token` replaces it.',
    who: 'anyone',
    body: openSessionSchema,
    status: 201,
    answer: sessionSchema,
    failures: ['screen.prove.unknown', 'screen.prove.refused', 'api.session.tooMany'],
  },
  listScreens: {
    method: 'GET',
    path: '/api/screens',
    title: { 'zh-TW': '已登記的裝置', en: 'Enrolled screens' },
    who: 'staff',
    permission: 'view',
    answer: screenListSchema,
  },
  makeScreenCode: {
    method: 'POST',
    path: '/api/screens/codes',
    title: { 'zh-TW': '產生登記碼', en: 'Make an enrolment code' },
    about: 'Shown once. It is good for ten minutes and for one screen, and ends with the gateway.',
    who: 'staff',
    permission: 'environment',
    body: screenCodeOrderSchema,
    status: 201,
    answer: screenCodeSchema,
  },
  withdrawScreen: {
    method: 'DELETE',
    path: '/api/screens/{id}',
    title: { 'zh-TW': '撤銷裝置', en: 'Withdraw a screen' },
    about: 'Its sessions end at once. It can be enrolled again with a new code.',
    who: 'staff',
    permission: 'environment',
    params: z.object({ id: z.uuid() }),
    answer: null,
    failures: ['screen.withdraw.unknown', 'screen.withdraw.own'],
  },
});

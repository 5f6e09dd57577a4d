/** Who is there: the screen's session, staff login, and the subscriber's authorisation. */
import type { Response } from 'express';
import { z } from 'zod';
import { Secret } from '../../../base/secret.js';
import { clientAddressOf, findSession, sessionCookie } from '../checks.js';
import type { ApiContext } from '../context.js';
import { authorisationSchema, authoriseSchema, sessionSchema, staffLoginSchema } from '../messages.js';
import type { WireSession } from '../messages.js';
import { version } from '../../version.js';
import { defineRoute } from '../route.js';
import type { Opened, ScreenSession } from '../screenSessions.js';

const cookieOptions = { httpOnly: true, sameSite: 'strict', path: '/' } as const;

function giveCookie(response: Response, { token }: Opened): void {
  response.cookie(sessionCookie, token, cookieOptions);
}

function describe({ actor }: ScreenSession, { config, gateway }: ApiContext): WireSession {
  return {
    role: actor.kind,
    operator: actor.kind === 'staff' ? actor.operator : null,
    kioskReaderId: gateway.kioskReaderId(),
    ras: gateway.ras(),
    kiosk: config.kiosk,
  };
}

export const sessionRoutes = [
  defineRoute({
    method: 'GET',
    path: '/api/health',
    title: { 'zh-TW': '程式是否運作', en: 'Whether the gateway is up' },
    who: 'anyone',
    answer: z.object({ ok: z.boolean(), version: z.string() }),
    handle: () => ({ ok: true, version }),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/session',
    title: { 'zh-TW': '畫面的連線', en: 'The screen’s session' },
    about: 'Made for a screen that has none: the answer sets the cookie `gateway`, HttpOnly, SameSite=Strict.',
    who: 'anyone',
    answer: sessionSchema,
    failures: ['api.session.tooMany'],
    handle: ({ request, response }, context) => {
      const { screenSessions } = context;
      const present = findSession(request, screenSessions);
      if (present !== null) return describe(present, context);
      const opened = screenSessions.openKiosk(clientAddressOf(request));
      giveCookie(response, opened);
      return describe(opened.screenSession, context);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/staff/login',
    title: { 'zh-TW': '櫃檯人員登入', en: 'Staff login' },
    about: 'Gives a token that was not there before it, so that a token planted earlier is worth nothing.',
    who: 'anyone',
    body: staffLoginSchema,
    answer: sessionSchema,
    failures: ['staff.login.refused', 'staff.login.throttled', 'api.session.tooMany'],
    handle: async ({ body, request, response }, context) => {
      const { operators, screenSessions } = context;
      const operator = await operators.login(body.name, Secret.fromText(body.password));
      const before = findSession(request, screenSessions);
      if (before !== null) screenSessions.end(before, 'replaced');
      const opened = screenSessions.openStaff(clientAddressOf(request), operator.name);
      giveCookie(response, opened);
      return describe(opened.screenSession, context);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/staff/logout',
    title: { 'zh-TW': '櫃檯人員登出', en: 'Staff logout' },
    who: 'staff',
    answer: null,
    handle: ({ screen, response }, { screenSessions }) => {
      screenSessions.end(screen, 'loggedOut');
      response.clearCookie(sessionCookie, cookieOptions);
    },
  }),
  defineRoute({
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
      'ra.refused.accountSuspended',
      'ra.refused.passwordChangeRequired',
      'ra.refused.notCardHolder',
      'ra.refused.cardUnknown',
      'ra.refused.noEscrowedPuk',
      'ra.refused.badRequest',
      'ra.refused.notAllowed',
      'job.step.internal',
    ],
    handle: ({ screen, body }, { gateway }) => {
      const { raId, readerId, pin, account, password } = body;
      const request = { raId, readerId, pin, account, password: Secret.fromText(password) };
      return gateway.authorise(screen.actor, request);
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/authorisations',
    title: { 'zh-TW': '清除授權', en: 'Wipe the authorisation' },
    who: 'screen',
    answer: null,
    handle: ({ screen }, { gateway }) => gateway.endSession(screen.actor),
  }),
];

/** Who is there: the screen's session, and the subscriber's authorisation. */
import type { Response } from 'express';
import { z } from 'zod';
import { Secret } from '../../../base/secret.js';
import { jobsOf, permissionsOf } from '../../operators/permissions.js';
import { clientAddressOf, findSession, sessionCookie } from '../checks.js';
import type { ApiContext } from '../context.js';
import { authorisationSchema, authoriseSchema, sessionSchema } from '../../contract/messages.js';
import type { WireSession } from '../../contract/messages.js';
import { version } from '../../../base/version.js';
import { defineRoute } from '../route.js';
import type { Opened, ScreenSession } from '../screenSessions.js';

export const cookieOptions = { httpOnly: true, sameSite: 'strict', path: '/' } as const;

export function giveCookie(response: Response, { token }: Opened): void {
  response.cookie(sessionCookie, token, cookieOptions);
}

/** What a screen is told of its session. */
export function describe(screenSession: ScreenSession, { config, gateway, staff }: ApiContext): WireSession {
  const { actor, restriction } = screenSession;
  return {
    role: actor.kind,
    operator: actor.kind === 'staff' ? actor.operator : null,
    staffRole: actor.kind === 'staff' ? actor.role : null,
    permissions: actor.kind === 'staff' ? [...permissionsOf(actor.role)] : [],
    cardLogin: staff.cards.offered,
    jobs: [...jobsOf(actor)],
    restriction,
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

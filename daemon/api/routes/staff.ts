/** Staff at the screens: login and logout, and one's own password. */
import type { Request, Response } from 'express';
import { Secret } from '../../../base/secret.js';
import type { Operator } from '../../operators/operators.js';
import { clientAddressOf, findSession, sessionCookie } from '../checks.js';
import type { ApiContext } from '../context.js';
import { changePasswordSchema, sessionSchema, staffLoginSchema, type WireSession } from '../messages.js';
import { defineRoute } from '../route.js';
import { cookieOptions, describe, giveCookie } from './session.js';

interface Exchange {
  readonly request: Request;
  readonly response: Response;
}

/** A login gets a token that was not there before it, so a token planted earlier is worth nothing. */
function enter({ request, response }: Exchange, context: ApiContext, operator: Operator): WireSession {
  const { screenSessions } = context;
  const before = findSession(request, screenSessions);
  if (before !== null) screenSessions.end(before, 'replaced');
  const opened = screenSessions.openStaff(clientAddressOf(request), operator);
  giveCookie(response, opened);
  return describe(opened.screenSession, context);
}

export const staffRoutes = [
  defineRoute({
    method: 'POST',
    path: '/api/staff/login',
    title: { 'zh-TW': '櫃檯人員登入', en: 'Staff login' },
    about: 'Gives a token that was not there before it, so that a token planted earlier is worth nothing.',
    who: 'anyone',
    body: staffLoginSchema,
    answer: sessionSchema,
    failures: ['staff.login.refused', 'staff.login.disabled', 'staff.login.throttled', 'api.session.tooMany'],
    handle: async (call, context) => {
      const operator = await context.staff.operators.login(call.body.name, Secret.fromText(call.body.password));
      return enter(call, context, operator);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/staff/logout',
    title: { 'zh-TW': '櫃檯人員登出', en: 'Staff logout' },
    who: 'staff',
    whileRestricted: ['locked', 'changePassword'],
    answer: null,
    handle: ({ screen, response }, { screenSessions }) => {
      screenSessions.end(screen, 'loggedOut');
      response.clearCookie(sessionCookie, cookieOptions);
    },
  }),
  defineRoute({
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
    handle: async (call, context) => {
      const { operator: name } = call.screen.actor;
      const [old, chosen] = [Secret.fromText(call.body.oldPassword), Secret.fromText(call.body.newPassword)];
      const operator = await context.staff.operators.changePassword(name, old, chosen);
      context.screenSessions.endOf(name);
      return enter(call, context, operator);
    },
  }),
];

/** Staff at the screens: login and logout, and one's own password. */
import type { Request, Response } from 'express';
import { Secret } from '../../../base/secret.js';
import type { Operator } from '../../operators/operators.js';
import type { CardLogin } from '../../operators/staffCards.js';
import { clientAddressOf, findSession, sessionCookie } from '../checks.js';
import type { ApiContext } from '../context.js';
import { type WireSession } from '../../contract/messages.js';
import { cookieOptions, describe, giveCookie } from './session.js';
import { staffRoutes } from '../../contract/routes/staff.js';
import { defineHandlers } from '../route.js';

interface Exchange {
  readonly request: Request;
  readonly response: Response;
}

/** Each login gets a new token, so that a token planted before it is worthless (session fixation). */
function enter({ request, response }: Exchange, context: ApiContext, login: Operator | CardLogin): WireSession {
  const { screenSessions } = context;
  const before = findSession(request, screenSessions);
  if (before !== null) screenSessions.end(before, 'replaced');
  const address = clientAddressOf(request);
  const opened =
    'presence' in login ? screenSessions.openByCard(address, login) : screenSessions.openStaff(address, login);
  giveCookie(response, opened);
  return describe(opened.screenSession, context);
}

export const staffHandlers = defineHandlers(staffRoutes, {
  logIn: async (call, context) => {
    const operator = await context.staff.operators.login(call.body.name, Secret.fromText(call.body.password));
    return enter(call, context, operator);
  },
  listCardReaders: ({ screen }, { staff }) => ({
    readers: [...staff.cards.readersFor(screen.card?.cardSerial ?? null)],
  }),
  logInByCard: async (call, context) => {
    const { pin, ...rest } = call.body;
    return enter(call, context, await context.staff.cards.login({ ...rest, pin: Secret.fromText(pin) }));
  },
  unlock: async ({ screen, body }, context) => {
    const { cards } = context.staff;
    const cardSerial = screen.card?.cardSerial ?? '';
    const { pin, lastTryConfirmed } = body;
    const login = await cards.unlock(screen.actor.operator, {
      cardSerial,
      pin: Secret.fromText(pin),
      lastTryConfirmed,
    });
    context.screenSessions.unlock(screen, login);
    return describe(screen, context);
  },
  logOut: ({ screen, response }, { screenSessions }) => {
    screenSessions.end(screen, 'loggedOut');
    response.clearCookie(sessionCookie, cookieOptions);
  },
  changePassword: async (call, context) => {
    const { operator: name } = call.screen.actor;
    const [old, chosen] = [Secret.fromText(call.body.oldPassword), Secret.fromText(call.body.newPassword)];
    const operator = await context.staff.operators.changePassword(name, old, chosen);
    context.screenSessions.endOf(name);
    return enter(call, context, operator);
  },
});

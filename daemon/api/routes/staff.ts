/** Staff at the screens: login and logout, and one's own password. */
import type { Response } from 'express';
import type { Operator } from '../../operators/operators.js';
import type { CardLogin } from '../../operators/staffCards.js';
import { loginReaderToWire } from '../../operators/wire.js';
import type { ApiContext } from '../context.js';
import { type WireSession } from '../../contract/messages.js';
import type { Opened, ScreenSession } from '../screenSessions.js';
import { describe, giveToken } from './session.js';
import { Failure } from '../../contract/failures/failure.js';
import { staffRoutes } from '../../contract/routes/staff.js';
import { defineHandlers } from '../route.js';

/** Each login gets a new session and token, so that a token planted before it is worthless (session fixation). */
function open(screen: ScreenSession, { screenSessions }: ApiContext, login: Operator | CardLogin): Opened {
  screenSessions.end(screen, 'replaced');
  return 'presence' in login ? screenSessions.openByCard(screen, login) : screenSessions.openStaff(screen, login);
}

/** Hands out the token, once the login is on the record. */
function entered(response: Response, context: ApiContext, { screenSession, token }: Opened): WireSession {
  giveToken(response, token);
  return describe(screenSession, context);
}

/** Staff and subscribers share no screen. @throws {Failure} `screen.place.other` */
function requireStaffPlace({ screen }: ScreenSession): void {
  if (screen.place === 'kiosk') throw new Failure('screen.place.other');
}

export const staffHandlers = defineHandlers(staffRoutes, {
  logIn: async (call, context) => {
    requireStaffPlace(call.screen);
    const { name, password } = call.body;
    const login = { name, password, screenId: call.screen.screen.id };
    const opened = await context.staff.operators.login(login, (operator) => open(call.screen, context, operator));
    return entered(call.response, context, opened);
  },
  listCardReaders: ({ screen }, { staff }) => {
    requireStaffPlace(screen);
    return { readers: staff.cards.readersFor(screen.card?.cardSerial ?? null).map(loginReaderToWire) };
  },
  logInByCard: async (call, context) => {
    requireStaffPlace(call.screen);
    const opened = await context.staff.cards.login(call.body, (login) => open(call.screen, context, login));
    return entered(call.response, context, opened);
  },
  unlock: async ({ screen, response, body }, context) => {
    const { cards } = context.staff;
    const cardSerial = screen.card?.cardSerial ?? '';
    await cards.unlock(screen.actor.operator, { cardSerial, ...body }, (login) =>
      context.screenSessions.unlock(screen, login),
    );
    // Another person may have stood at the locked screen.
    giveToken(response, context.screenSessions.renew(screen));
    return describe(screen, context);
  },
  logOut: ({ screen }, { screenSessions }) => screenSessions.end(screen, 'loggedOut'),
  changePassword: async (call, context) => {
    const { operator: name } = call.screen.actor;
    const opened = await context.staff.operators.changePassword(name, {
      screenId: call.screen.screen.id,
      oldPassword: call.body.oldPassword,
      newPassword: call.body.newPassword,
      open: (operator) => {
        context.screenSessions.endOf(name);
        return open(call.screen, context, operator);
      },
    });
    return entered(call.response, context, opened);
  },
});

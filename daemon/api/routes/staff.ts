/** Staff at the screens: login and logout, and one's own password. */
import type { Response } from 'express';
import { Secret } from '../../../base/secret.js';
import type { Operator } from '../../operators/operators.js';
import type { CardLogin } from '../../operators/staffCards.js';
import type { ApiContext } from '../context.js';
import { type WireSession } from '../../contract/messages.js';
import type { ScreenSession } from '../screenSessions.js';
import { describe, giveToken } from './session.js';
import { Failure } from '../../contract/failures/failure.js';
import { staffRoutes } from '../../contract/routes/staff.js';
import { defineHandlers } from '../route.js';

interface Exchange {
  readonly screen: ScreenSession;
  readonly response: Response;
}

/** Each login gets a new token, so that a token planted before it is worthless (session fixation). */
function enter({ screen, response }: Exchange, context: ApiContext, login: Operator | CardLogin): WireSession {
  const { screenSessions } = context;
  screenSessions.end(screen, 'replaced');
  const opened =
    'presence' in login ? screenSessions.openByCard(screen, login) : screenSessions.openStaff(screen, login);
  giveToken(response, opened.token);
  return describe(opened.screenSession, context);
}

/** Staff and subscribers share no screen. @throws {Failure} `screen.place.other` */
function requireStaffPlace({ screen }: ScreenSession): void {
  if (screen.place === 'kiosk') throw new Failure('screen.place.other');
}

export const staffHandlers = defineHandlers(staffRoutes, {
  logIn: async (call, context) => {
    requireStaffPlace(call.screen);
    const operator = await context.staff.operators.login(call.body.name, Secret.fromText(call.body.password));
    return enter(call, context, operator);
  },
  listCardReaders: ({ screen }, { staff }) => {
    requireStaffPlace(screen);
    return { readers: [...staff.cards.readersFor(screen.card?.cardSerial ?? null)] };
  },
  logInByCard: async (call, context) => {
    requireStaffPlace(call.screen);
    const { pin, ...rest } = call.body;
    return enter(call, context, await context.staff.cards.login({ ...rest, pin: Secret.fromText(pin) }));
  },
  unlock: async ({ screen, response, body }, context) => {
    const { cards } = context.staff;
    const cardSerial = screen.card?.cardSerial ?? '';
    const { pin, lastTryConfirmed } = body;
    const login = await cards.unlock(screen.actor.operator, {
      cardSerial,
      pin: Secret.fromText(pin),
      lastTryConfirmed,
    });
    context.screenSessions.unlock(screen, login);
    // Another person may have stood at the locked screen.
    giveToken(response, context.screenSessions.renew(screen));
    return describe(screen, context);
  },
  logOut: ({ screen }, { screenSessions }) => screenSessions.end(screen, 'loggedOut'),
  changePassword: async (call, context) => {
    const { operator: name } = call.screen.actor;
    const [old, chosen] = [Secret.fromText(call.body.oldPassword), Secret.fromText(call.body.newPassword)];
    const operator = await context.staff.operators.changePassword(name, old, chosen);
    context.screenSessions.endOf(name);
    return enter(call, context, operator);
  },
});

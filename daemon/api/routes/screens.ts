/** Screens as known devices: enrolment, proof, list and withdrawal. */
import { Failure } from '../../contract/failures/failure.js';
import { screenRoutes } from '../../contract/routes/screens.js';
import { clientAddressOf, originOf } from '../checks.js';
import { defineHandlers } from '../route.js';
import { describe, giveToken } from './session.js';

export const screenHandlers = defineHandlers(screenRoutes, {
  enrolScreen: async ({ body: { code, publicKey } }, { screens }) => {
    const { id, place, name } = await screens.enrol(code, Buffer.from(publicKey, 'base64url'));
    return { id, place, name };
  },
  challengeScreen: (_call, { screens }) => ({ nonce: screens.challenge() }),
  openSession: async ({ request, response, body }, context) => {
    const screen = await context.screens.prove(body, originOf(request));
    const opened = context.screenSessions.openKiosk(clientAddressOf(request), screen);
    giveToken(response, opened.token);
    return describe(opened.screenSession, context);
  },
  listScreens: async ({ screen: { screen: own } }, { screens }) => ({
    screens: (await screens.list()).map(({ id, place, name, enrolledAt, enrolledBy }) => ({
      id,
      place,
      name,
      enrolledAt,
      enrolledBy,
      isThis: id === own.id,
    })),
  }),
  makeScreenCode: ({ screen, body }, { screens }) => screens.makeCode({ ...body, by: screen.actor.operator }),
  withdrawScreen: async ({ screen, params: { id } }, { screens }) => {
    if (id === screen.screen.id) throw new Failure('screen.withdraw.own');
    await screens.withdraw(id, screen.actor.operator);
  },
});

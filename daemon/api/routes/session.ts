/** The screen's session, and the subscriber's authorisation. */
import type { Response } from 'express';
import { Secret } from '../../../base/secret.js';
import { jobsOf, permissionsOf } from '../../operators/permissions.js';
import { clientAddressOf, findSession, sessionCookie } from '../checks.js';
import type { ApiContext } from '../context.js';
import type { WireSession } from '../../contract/messages.js';
import { version } from '../../../base/version.js';
import type { Opened, ScreenSession } from '../screenSessions.js';
import { sessionRoutes } from '../../contract/routes/session.js';
import { defineHandlers } from '../route.js';

export const cookieOptions = { httpOnly: true, sameSite: 'strict', path: '/' } as const;

export function giveCookie(response: Response, { token }: Opened): void {
  response.cookie(sessionCookie, token, cookieOptions);
}

/** The screen's session as its screen sees it. */
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

export const sessionHandlers = defineHandlers(sessionRoutes, {
  health: () => ({ ok: true, version }),
  getSession: ({ request, response }, context) => {
    const { screenSessions } = context;
    const present = findSession(request, screenSessions);
    if (present !== null) return describe(present, context);
    const opened = screenSessions.openKiosk(clientAddressOf(request));
    giveCookie(response, opened);
    return describe(opened.screenSession, context);
  },
  authorise: ({ screen, body }, { gateway }) => {
    const { raId, readerId, pin, account, password } = body;
    const request = { raId, readerId, pin, account, password: Secret.fromText(password) };
    return gateway.authorise(screen.actor, request);
  },
  endAuthorisations: ({ screen }, { gateway }) => gateway.endSession(screen.actor),
});

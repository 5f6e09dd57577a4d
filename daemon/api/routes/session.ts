/** The screen's session, and the subscriber's authorisation. */
import type { Response } from 'express';
import { jobsOf, permissionsOf } from '../../operators/permissions.js';
import type { ApiContext } from '../context.js';
import type { WireSession } from '../../contract/messages.js';
import { version } from '../../../base/version.js';
import type { ScreenSession } from '../screenSessions.js';
import { sessionRoutes } from '../../contract/routes/session.js';
import { defineHandlers } from '../route.js';

/** The screen's page keeps it: unlike a cookie, it reaches no other port of this host. */
export function giveToken(response: Response, token: string): void {
  response.set('Screen-Token', token);
}

/** The screen's session as its screen sees it. */
export function describe(screenSession: ScreenSession, { config, gateway, staff }: ApiContext): WireSession {
  const { actor, restriction, screen } = screenSession;
  return {
    role: actor.kind,
    place: screen.place,
    operator: actor.kind === 'staff' ? actor.operator : null,
    staffRole: actor.kind === 'staff' ? actor.role : null,
    permissions: actor.kind === 'staff' ? [...permissionsOf(actor.role)] : [],
    cardLogin: staff.cards.offered,
    jobs: [...jobsOf(actor)],
    restriction,
    kioskReaderId: gateway.kioskReaderId(),
    ras: gateway.ras(actor),
    scope: actor.kind === 'staff' ? actor.ras && [...actor.ras] : null,
    kiosk: config.kiosk,
  };
}

export const sessionHandlers = defineHandlers(sessionRoutes, {
  health: () => ({ ok: true, version }),
  getSession: ({ screen }, context) => describe(screen, context),
  authorise: async ({ screen, response, body }, { gateway, screenSessions, websitePasswords }) => {
    const authorisation = await websitePasswords.attempt(screen.screen.id, () =>
      gateway.authorise(screen.actor, { ...body, raId: body.raId }),
    );
    giveToken(response, screenSessions.renew(screen));
    return authorisation;
  },
  endAuthorisations: ({ screen, response }, { gateway, screenSessions }) => {
    gateway.endSession(screen.actor);
    giveToken(response, screenSessions.renew(screen));
  },
});

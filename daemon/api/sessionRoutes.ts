/** Who is there: the screen's session, staff login, and the subscriber's authorisation. */
import { readFileSync } from 'node:fs';
import { Router, type Response } from 'express';
import { z } from 'zod';
import { projectPath } from '../../base/projectRoot.js';
import { Secret } from '../../base/secret.js';
import { readJson } from './bodies.js';
import { clientAddressOf, findSession, requireStaff, sessionCookie } from './checks.js';
import type { ApiContext } from './context.js';
import { authoriseSchema, staffLoginSchema, type WireSession } from './messages.js';
import type { Opened, ScreenSession } from './screenSessions.js';

const cookieOptions = { httpOnly: true, sameSite: 'strict', path: '/' } as const;

function giveCookie(response: Response, { token }: Opened): void {
  response.cookie(sessionCookie, token, cookieOptions);
}

export function sessionRoutes({ config, gateway, operators, screenSessions, limits, sessionOf }: ApiContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(projectPath('package.json'), 'utf8')));

  const describe = ({ actor }: ScreenSession): WireSession => ({
    role: actor.kind,
    operator: actor.kind === 'staff' ? actor.operator : null,
    kioskReaderId: gateway.kioskReaderId(),
    kiosk: config.kiosk,
  });

  router.get('/api/health', (_request, response) => {
    response.json({ ok: true, version });
  });

  router.get('/api/session', (request, response) => {
    const present = findSession(request, screenSessions);
    if (present !== null) return void response.json(describe(present));
    const opened = screenSessions.openKiosk(clientAddressOf(request));
    giveCookie(response, opened);
    response.json(describe(opened.screenSession));
  });

  /** A login gets a token that was not there before it, so a token planted earlier is worth nothing. */
  router.post('/api/staff/login', async (request, response) => {
    const { name, password } = await readJson(request, staffLoginSchema, limits.bodyBytes);
    const operator = await operators.login(name, Secret.fromText(password));
    const before = findSession(request, screenSessions);
    if (before !== null) screenSessions.end(before, 'replaced');
    const opened = screenSessions.openStaff(clientAddressOf(request), operator.name);
    giveCookie(response, opened);
    response.json(describe(opened.screenSession));
  });

  router.post('/api/staff/logout', (request, response) => {
    const screenSession = sessionOf(request);
    requireStaff(screenSession);
    screenSessions.end(screenSession, 'loggedOut');
    response.clearCookie(sessionCookie, cookieOptions).status(204).end();
  });

  router.post('/api/authorisations', async (request, response) => {
    const { readerId, pin, account, password } = await readJson(request, authoriseSchema, limits.bodyBytes);
    const secret = { readerId, pin, account, password: Secret.fromText(password) };
    response.status(201).json(await gateway.authorise(sessionOf(request).actor, secret));
  });

  router.delete('/api/authorisations', (request, response) => {
    gateway.endSession(sessionOf(request).actor);
    response.status(204).end();
  });

  return router;
}

/** The table of all routes, in the order in which they are tried and documented. */
import { Router } from 'express';
import type { ApiContext } from '../context.js';
import type { Route } from '../route.js';
import { jobRoutes } from './jobs.js';
import { raRoutes } from './ras.js';
import { registrationRoutes } from './registrations.js';
import { sessionRoutes } from './session.js';

export const routes: readonly Route[] = [...sessionRoutes, ...raRoutes, ...jobRoutes, ...registrationRoutes];

/** Registers every route of the table. */
export function apiRouter(context: ApiContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  for (const route of routes) {
    const method = route.method.toLowerCase() as Lowercase<typeof route.method>;
    router[method](route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (request, response) =>
      route.serve(request, response, context),
    );
  }
  return router;
}

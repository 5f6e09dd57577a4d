/** The RA contract over Express: every request is checked against `openapi.yaml` before an operation sees it. */
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import type { Logger } from 'pino';
import { projectPath } from '../../../base/projectRoot.js';
import type { Office } from '../office.js';
import { Refusal } from '../refusal.js';
import { answerProblem } from './problem.js';
import { commonNameOf } from './request.js';
import { addLoginRoutes } from './loginRoutes.js';
import { addRoutes } from './routes.js';

export function createApp(office: Office, log: Logger): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(logRequests(log));
  app.use(async (request: Request, _response: Response, next: NextFunction) => {
    const gateway = await office.db.get('SELECT 1 FROM gateway WHERE name = ? AND withdrawn_at IS NULL', [
      commonNameOf(request),
    ]);
    if (gateway === undefined) throw new Refusal('notAllowed');
    next();
  });
  app.use(express.json({ limit: '4mb' }));
  app.use(
    OpenApiValidator.middleware({
      apiSpec: projectPath('sync', 'ra-api', 'openapi.yaml'),
      validateApiSpec: true,
      validateRequests: true,
      validateResponses: true,
    }),
  );
  addRoutes(app, office, log);
  addLoginRoutes(app, office);
  app.use(answerProblem(log));
  return app;
}

/** Paths name registrations, cards and serial numbers: the RA's own, for its own log. Nothing of a body is written down. */
function logRequests(log: Logger) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedAt = performance.now();
    response.once('finish', () => {
      log.info({
        gateway: commonNameOf(request),
        method: request.method,
        path: request.path,
        status: response.statusCode,
        durationMs: Math.round(performance.now() - startedAt),
      });
    });
    next();
  };
}

/** The RA contract over Express: every request is checked against `openapi.yaml` before a handler sees it. */
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import type { Logger } from 'pino';
import type { RaContext } from '../raContext.js';
import { Refusal } from '../refusal.js';
import { contractFile, type ContractRoute } from './contract.js';
import { createHandlers } from './handlers.js';
import { answerProblem } from './problem.js';
import { gatewayOf } from './request.js';
import { addRoutes } from './routes.js';

/** @throws {Error} unless the contract has exactly the operations of the handlers */
export function createApp(ra: RaContext, contract: readonly ContractRoute[], log: Logger): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(logRequests(log));
  app.use(refuseUnknownGateways(ra));
  app.use(express.json({ limit: '4mb' }));
  app.use(
    OpenApiValidator.middleware({
      apiSpec: contractFile,
      validateApiSpec: true,
      validateRequests: true,
      validateResponses: true,
    }),
  );
  addRoutes(app, contract, createHandlers(ra, log));
  app.use(answerProblem(log));
  return app;
}

/** @throws {Refusal} `notAllowed` for a gateway that was never admitted or was withdrawn */
function refuseUnknownGateways({ db }: RaContext) {
  return async (request: Request, _response: Response, next: NextFunction): Promise<void> => {
    const known = await db.get('SELECT 1 FROM gateway WHERE name = ? AND withdrawn_at IS NULL', [gatewayOf(request)]);
    if (known === undefined) throw new Refusal('notAllowed');
    next();
  };
}

/** Paths contain ids of registrations, cards and certificates: this is the RA's own log. Nothing of a body is logged. */
function logRequests(log: Logger) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedAt = performance.now();
    response.once('finish', () => {
      log.info({
        gateway: gatewayOf(request),
        method: request.method,
        path: request.path,
        status: response.statusCode,
        durationMs: Math.round(performance.now() - startedAt),
      });
    });
    next();
  };
}

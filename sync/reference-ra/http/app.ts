/** The RA contract over Express: every request is checked against `openapi.yaml` before an operation sees it. */
import { TLSSocket } from 'node:tls';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import type { Logger } from 'pino';
import { timestamp } from '../../../base/clock.js';
import { projectPath } from '../../../base/projectRoot.js';
import { Secret } from '../../../base/secret.js';
import type { operations } from '../../ra-api/schema.generated.js';
import type { Office } from '../office.js';
import { authoriseUnblock } from '../operations/authorisations.js';
import { requestCertificates } from '../operations/certificates.js';
import { acceptFacts } from '../operations/facts.js';
import { openOrder } from '../operations/orders.js';
import { releasePuk } from '../operations/pukReleases.js';
import { listRegistrations } from '../operations/registrations.js';
import { Refusal } from '../refusal.js';
import { answerProblem } from './problem.js';

type Operation = keyof operations;
type BodyOf<O extends Operation> = operations[O] extends {
  requestBody: { content: { 'application/json': infer Body } };
}
  ? Body
  : never;
type AnswerOf<O extends Operation> = operations[O] extends {
  responses: { 200: { content: { 'application/json': infer Answer } } };
}
  ? Answer
  : never;

/** The gateway that the client certificate names. The TLS layer has verified the certificate. */
function commonNameOf(request: Request): string {
  const { socket } = request;
  const name: unknown = socket instanceof TLSSocket ? socket.getPeerCertificate().subject.CN : undefined;
  return typeof name === 'string' ? name : '';
}

/** The validator has made sure of header and body: here they only get their types. */
function keyOf(request: Request): string {
  return request.get('Idempotency-Key') ?? '';
}
function bodyOf<O extends Operation>(request: Request): BodyOf<O> {
  return request.body as BodyOf<O>;
}

/** A handler of one operation: what it gives is the answer. */
function handler<O extends Operation>(work: (request: Request, gateway: string) => Promise<AnswerOf<O>>) {
  return async (request: Request, response: Response): Promise<void> => {
    response.json(await work(request, commonNameOf(request)));
  };
}

async function authorise(office: Office, request: Request, gateway: string): Promise<AnswerOf<'authoriseUnblock'>> {
  const { account, password: text, cardSerial, pin } = bodyOf<'authoriseUnblock'>(request);
  const password = Secret.fromText(text);
  request.body = undefined;
  try {
    return await authoriseUnblock(office, gateway, password, { account, cardSerial, pin });
  } finally {
    password.dispose();
  }
}

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

  app.get(
    '/v1/ping',
    handler<'ping'>(() => Promise.resolve({ time: timestamp(office.clock), minimumGatewayVersion: '0.1.0' })),
  );
  app.get(
    '/v1/registrations',
    handler<'listRegistrations'>(async () => ({ registrations: await listRegistrations(office) })),
  );
  app.post(
    '/v1/orders',
    handler<'openOrder'>((request, gateway) =>
      openOrder(office, gateway, keyOf(request), bodyOf<'openOrder'>(request)),
    ),
  );
  app.post(
    '/v1/orders/:orderId/certificates',
    handler<'requestCertificates'>((request, gateway) => {
      const { requests } = bodyOf<'requestCertificates'>(request);
      return requestCertificates(office, gateway, keyOf(request), String(request.params['orderId']), requests);
    }),
  );
  app.post(
    '/v1/unblock-authorisations',
    handler<'authoriseUnblock'>((request, gateway) => authorise(office, request, gateway)),
  );
  app.post(
    '/v1/puk-releases',
    handler<'releasePuk'>((request, gateway) =>
      releasePuk(office, gateway, keyOf(request), bodyOf<'releasePuk'>(request)),
    ),
  );
  app.post(
    '/v1/facts',
    handler<'deliverFacts'>((request, gateway) => acceptFacts(office, gateway, bodyOf<'deliverFacts'>(request).facts)),
  );
  app.use(answerProblem(log));
  return app;
}

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

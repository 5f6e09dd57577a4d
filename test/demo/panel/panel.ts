/**
 * The demo's page of readers and cards: what hands do at a real counter. It changes state and any page in the same browser
 * can reach loopback, so the product's own checks of Host and Origin stand in front.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { z } from 'zod';
import { projectPath } from '../../../base/projectRoot.js';
import { configSchema } from '../../../config/schema.js';
import { authoritiesOf, checkSource } from '../../../daemon/api/checks.js';
import { securityHeaders } from '../../../daemon/api/screens.js';
import type { Place } from '../../../daemon/contract/messages.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import { toWireFailure } from '../../../daemon/contract/failures/wireFailure.js';
import type { DemoRack } from '../demoRack.js';
import { readerLabels } from '../stage.js';

const usualPort = 8480;
const host = '127.0.0.1';

const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const card = z.string();
const insertSchema = z.strictObject({ card, reader: z.string() });
const removeSchema = z.strictObject({ card });
const lockSchema = z.strictObject({ card, pin: z.union([z.literal(1), z.literal(2)]) });

/** @returns the address of that page, with a fresh enrolment code in it */
export type OpenScreen = (place: Place) => Promise<string>;

const placeSchema = z.enum(['kiosk', 'counter', 'batch', 'status']);

export class Panel {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(rack: DemoRack, openScreen: OpenScreen): Promise<Panel> {
    let authorities: ReadonlySet<string> = new Set();
    const server = createServer(createApp(rack, openScreen, () => authorities));
    await listen(server);
    const { port } = server.address() as AddressInfo;
    authorities = authoritiesOf(configSchema.shape.listen.parse({ host }), port);
    return new Panel(server, `http://${host}:${port}/`);
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

/** Takes any free port when the usual one is taken. */
async function listen(server: Server): Promise<void> {
  for (const port of [usualPort, 0]) {
    const listening = once(server, 'listening');
    server.listen(port, host);
    try {
      await listening;
      return;
    } catch (error) {
      if (port === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
}

function createApp(rack: DemoRack, openScreen: OpenScreen, authorities: () => ReadonlySet<string>): Express {
  const source: RequestHandler = (request, _response, next) => {
    checkSource(request, authorities());
    next();
  };
  const page: RequestHandler = (_request, response, next) => {
    response.set('Content-Security-Policy', pagePolicy);
    next();
  };
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(securityHeaders, source, express.json({ limit: '1kb' }));
  app.get('/api/rack', async (_request, response) => {
    response.json({ readers: readerLabels, kioskReader: readerLabels[0], cards: await rack.cards() });
  });
  // Each browser that opens a screen from here is enrolled by it.
  app.get('/open/:place', async (request, response) => {
    response.redirect(302, await openScreen(placeSchema.parse(request.params.place)));
  });
  app.post('/api/insert', async (request, response) => {
    const wanted = insertSchema.parse(request.body);
    await rack.insert(wanted.card, wanted.reader);
    response.status(204).end();
  });
  app.post('/api/remove', async (request, response) => {
    await rack.remove(removeSchema.parse(request.body).card);
    response.status(204).end();
  });
  app.post('/api/lock', async (request, response) => {
    const wanted = lockSchema.parse(request.body);
    await rack.lock(wanted.card, wanted.pin);
    response.status(204).end();
  });
  app.get('/icon.svg', (_request, response) => response.sendFile(projectPath('kiosk-ui', 'icon.svg')));
  app.use(page, express.static(projectPath('test', 'demo', 'panel', 'page'), { cacheControl: false }));
  app.use(failures);
  return app;
}

/** Express knows a failure handler by its four parameters. */
const failures: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  if (error instanceof Failure) {
    response.status(403).json({ failure: toWireFailure(error) });
    return;
  }
  const reason = error instanceof z.ZodError ? 'the request is not understood' : explain(error);
  response.status(400).json({ reason });
};

function explain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

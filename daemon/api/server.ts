/** The HTTP server of the gateway: joins checks, routes, events and screens. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { isIPv6, type AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Clock } from '../../base/clock.js';
import { projectPath } from '../../base/projectRoot.js';
import { ReadArray } from '../../base/readArray.js';
import { Failure } from '../contract/failures/failure.js';
import type { Actor } from '../operators/actor.js';
import { authoritiesOf, checkSource, clientAddressOf, isApi, needsSession, pathOf, requireSession } from './checks.js';
import type { ApiContext } from './context.js';
import { EventSockets } from './events.js';
import { answerOf } from './failureAnswer.js';
import { defaultLimits, type ApiLimits } from './limits.js';
import { WebsitePasswordLimit } from '../subscribers/websitePasswordLimit.js';
import { zeroReceived } from './receivedBytes.js';
import { apiRouter, routes } from './routes/index.js';
import { screens, securityHeaders } from './screens.js';
import { ScreenSessions, type EndReason } from './screenSessions.js';

export interface ApiParts extends Omit<ApiContext, 'screenSessions' | 'limits' | 'sessionOf' | 'websitePasswords'> {
  readonly clock: Clock;
  /** The folder of the built screens; `dist/kiosk-ui` when absent. */
  readonly uiDirectory?: string;
  readonly limits?: Partial<ApiLimits>;
}

export interface ApiServer {
  /** Listens. @returns the address that a browser on this machine opens, e.g. `http://127.0.0.1:8443` */
  start(): Promise<{ readonly url: string }>;
  /**
   * Ends every session, WebSocket and connection. Open requests get a short time to be answered. Afterwards the gateway and
   * the store may be closed.
   */
  stop(): Promise<void>;
}

export function createApiServer(parts: ApiParts): ApiServer {
  return new HttpApi(parts, { ...defaultLimits, ...parts.limits });
}

class HttpApi implements ApiServer {
  readonly #parts: ApiParts;
  readonly #limits: ApiLimits;
  readonly #logger: Logger;
  readonly #screenSessions: ScreenSessions;
  readonly #events: EventSockets;
  readonly #server: Server;
  /** Empty until the port is known; until then every request is refused. */
  #authorities: ReadonlySet<string> = new Set();
  #sweep: NodeJS.Timeout | undefined;
  #readArray: ReadArray | undefined;
  /** Audit entries of ended and locked sessions that are being written. */
  readonly #records = new Set<Promise<void>>();

  constructor(parts: ApiParts, limits: ApiLimits) {
    this.#parts = parts;
    this.#limits = limits;

    const { config, clock, gateway } = parts;
    this.#logger = parts.logger.child({ part: 'api' });
    const staffIdleMs = config.staffSessionMinutes * 60_000;
    this.#screenSessions = new ScreenSessions({
      clock,
      limits,
      staffIdleMs,
      ended: (actor, reason) => this.#sessionEnded(actor, reason),
      locked: (actor) => this.#sessionLocked(actor),
    });
    this.#events = new EventSockets(gateway, limits, this.#logger);
    parts.screens.onWithdrawn((id) => this.#screenSessions.endOfScreen(id));
    parts.staff.accounts.onChanged((name) => {
      this.#screenSessions.endOf(name);
      parts.screens.dropCodesOf(name);
    });
    this.#server = this.#createServer(this.#createApp());
  }

  async start(): Promise<{ readonly url: string }> {
    const { listen } = this.#parts.config;
    this.#readArray = await ReadArray.open();
    this.#server.listen(listen.port, listen.host);
    await once(this.#server, 'listening');
    const { port } = this.#server.address() as AddressInfo;
    this.#authorities = authoritiesOf(listen, port);
    this.#sweep = setInterval(() => this.#screenSessions.endIdle(), this.#limits.sweepMs);
    const everyAddress = listen.host === '0.0.0.0' || listen.host === '::';
    const host = everyAddress ? 'localhost' : isIPv6(listen.host) ? `[${listen.host}]` : listen.host;
    return { url: new URL(`http://${host}:${port}`).origin };
  }

  async stop(): Promise<void> {
    clearInterval(this.#sweep);
    if (this.#server.listening) {
      const closed = once(this.#server, 'close');
      this.#server.close();
      this.#events.stop();
      const grace = setTimeout(() => this.#server.closeAllConnections(), this.#limits.stopGraceMs);
      await closed;
      clearTimeout(grace);
    }
    this.#screenSessions.endAll();
    await Promise.all(this.#records);
    this.#readArray?.close();
  }

  #createServer(app: Express): Server {
    const limits = this.#limits;
    const server = createServer(
      {
        maxHeaderSize: limits.headerBytes,
        headersTimeout: limits.headersTimeoutMs,
        requestTimeout: limits.requestTimeoutMs,
        connectionsCheckingInterval: Math.min(1_000, limits.headersTimeoutMs / 4),
      },
      app,
    );
    server.timeout = limits.silentConnectionMs;
    server.maxConnections = limits.connections;
    zeroReceived(server, () => this.#readArray?.erase());
    server.on('upgrade', (request, connection, head) =>
      // A copy: what came with the request is zeroed.
      this.#events.upgrade({ request, connection, head: Buffer.from(head) }, () => {
        checkSource(request, this.#authorities);
        return requireSession(request, this.#screenSessions);
      }),
    );
    return server;
  }

  #createApp(): Express {
    const context: ApiContext = {
      ...this.#parts,
      limits: this.#limits,
      logger: this.#logger,
      screenSessions: this.#screenSessions,
      websitePasswords: new WebsitePasswordLimit(this.#parts.clock),
      sessionOf: (request) => requireSession(request, this.#screenSessions),
    };
    const app = express();
    app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
    app.use(securityHeaders, this.#checks(), this.#requestLog());
    app.use(apiRouter(context));
    app.use(screens(this.#parts.uiDirectory ?? projectPath('dist', 'kiosk-ui')));
    app.use(() => {
      throw new Failure('api.request.notFound');
    });
    app.use(this.#failures());
    return app;
  }

  #checks(): RequestHandler {
    return (request, _response, next) => {
      checkSource(request, this.#authorities);
      if (needsSession(request, routes)) requireSession(request, this.#screenSessions);
      next();
    };
  }

  /** Logs method, path and outcome, and never a query, a header or a body. */
  #requestLog(): RequestHandler {
    return (request, response, next) => {
      const startedAt = performance.now();
      response.once('finish', () => {
        const ms = Math.round(performance.now() - startedAt);
        this.#logger.debug(
          { method: request.method, path: pathOf(request), status: response.statusCode, ms },
          'answered',
        );
      });
      next();
    };
  }

  /** Express recognises an error handler by its four parameters. */
  #failures(): ErrorRequestHandler {
    return (error: unknown, request, response, next) => {
      const { status, headers, failure } = answerOf(error, this.#logger);
      const asked = { method: request.method, path: pathOf(request).slice(0, 200), client: clientAddressOf(request) };
      this.#logger.info({ ...asked, status, code: failure.code }, 'refused');
      if (response.headersSent) {
        // Too late for an answer: Express's default error handler closes the connection.
        next();
        return;
      }
      response.status(status).set(headers);
      if (isApi(request)) {
        response.json({ failure });
        return;
      }
      const lines = [failure.happened, failure.next].map((words) => `${words['zh-TW']}\n${words.en}`);
      response.type('text/plain').send(`${lines.join('\n\n')}\n\n${failure.code}\n`);
    };
  }

  /** A staff card was pulled. */
  #sessionLocked(actor: Actor): void {
    this.#logger.info({ actor: actor.kind }, 'screen session locked');
    this.#wipe(actor);
    this.#record(actor, 'staff.locked', 'cardPulled');
  }

  #sessionEnded(actor: Actor, reason: EndReason): void {
    this.#logger.info({ actor: actor.kind, reason }, 'screen session ended');
    this.#wipe(actor);
    this.#parts.counter.claims.releaseSession(actor);
    this.#record(actor, 'staff.logout', reason);
  }

  /** Wipes what the session held for a subscriber. */
  #wipe(actor: Actor): void {
    try {
      this.#parts.gateway.endSession(actor);
    } catch (err) {
      this.#logger.error({ err }, 'the data of a session was not wiped');
    }
  }

  #record(actor: Actor, action: 'staff.logout' | 'staff.locked', reason: string): void {
    if (actor.kind !== 'staff') return;
    const record = this.#parts.staff.operators
      .sessionEnded(actor.operator, action, reason)
      .catch((err: unknown) => this.#logger.error({ err, action, reason }, 'the end of a session was not recorded'))
      .finally(() => this.#records.delete(record));
    this.#records.add(record);
  }
}

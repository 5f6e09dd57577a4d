/** GET /api/events: a WebSocket that sends each event to the screen that opened it. The only importer of `ws`. */
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { WebSocketServer, type WebSocket } from 'ws';
import { Failure } from '../contract/failures/failure.js';
import type { Gateway } from '../jobs/gateway.js';
import type { Actor } from '../operators/actor.js';
import { pathOf } from './checks.js';
import { answerOf } from './failureAnswer.js';
import type { ApiLimits } from './limits.js';
import type { WireEvent } from '../contract/messages.js';
import { isSupervisor, viewerOf, type ScreenSession } from './screenSessions.js';

/** Close codes: RFC 6455 §7.4, and two of ours (see the AsyncAPI document). */
const closeCode = { goingAway: 1001, policyViolation: 1008, internalError: 1011, sessionEnded: 4401, locked: 4423 };

/** A request that asks for a WebSocket, as Node hands it over. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly connection: Duplex;
  readonly head: Buffer;
}

export class EventSockets {
  readonly #gateway: Gateway;
  readonly #limits: ApiLimits;
  readonly #logger: Logger;
  /** With the session that listens. */
  readonly #sockets = new Map<WebSocket, ScreenSession>();
  readonly #server: WebSocketServer;

  constructor(gateway: Gateway, limits: ApiLimits, logger: Logger) {
    this.#gateway = gateway;
    this.#limits = limits;
    this.#logger = logger;

    const options = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      // Screens send nothing. A larger message is refused before it is read.
      maxPayload: 16,
      autoPong: false,
      closeTimeout: 1_000,
      // The other subprotocol that a screen offers is its token; it is not repeated.
      handleProtocols: (offered: Set<string>) => (offered.has('events') ? 'events' : false),
    };
    this.#server = new WebSocketServer(options);
  }

  /** @param admit the checks that every request passes; it throws {Failure} or returns the screen's session */
  upgrade({ request, connection, head }: Upgrade, admit: () => ScreenSession): void {
    connection.on('error', (error) => this.#logger.debug({ reason: error.message }, 'event connection broke'));
    try {
      const screenSession = admit();
      if (pathOf(request) !== '/api/events') throw new Failure('api.request.notFound');
      this.#checkRoom(screenSession);
      this.#server.handleUpgrade(request, connection, head, (socket) => this.#open(socket, screenSession));
    } catch (error) {
      refuse(connection, error, this.#logger);
    }
  }

  /** Ends every connection. */
  stop(): void {
    for (const socket of [...this.#sockets.keys()]) {
      socket.close(closeCode.goingAway);
      socket.terminate();
    }
  }

  /**
   * One screen, in however many sessions, leaves room for the others, and staff leave room for kiosks and supervisors.
   * @throws {Failure} `api.events.tooMany`
   */
  #checkRoom({ screen: { id }, actor }: ScreenSession): void {
    const { eventSockets, eventSocketsPerScreen, officerSockets } = this.#limits;
    const open = [...this.#sockets.values()];
    const isOfficer = (one: Actor): boolean => one.kind === 'staff' && !isSupervisor(one);
    const hasRoom =
      open.length < eventSockets &&
      open.filter(({ screen }) => screen.id === id).length < eventSocketsPerScreen &&
      (!isOfficer(actor) || open.filter((one) => isOfficer(one.actor)).length < officerSockets);
    if (!hasRoom) throw new Failure('api.events.tooMany');
  }

  #open(socket: WebSocket, screenSession: ScreenSession): void {
    const { attached } = screenSession;
    const actor = viewerOf(screenSession);
    let unsubscribe = (): void => undefined;
    let answeredPing = true;
    const logger = this.#logger.child({ actor: actor.kind });

    const send = (event: WireEvent): void => {
      if (socket.readyState !== socket.OPEN) return;
      socket.send(JSON.stringify(event));
      if (socket.bufferedAmount <= this.#limits.eventBacklogBytes) return;
      logger.warn({ backlogBytes: socket.bufferedAmount }, 'screen does not keep up: dropped');
      socket.terminate();
    };
    const sessionEnded = (reason: string): void =>
      socket.close(reason === 'locked' ? closeCode.locked : closeCode.sessionEnded, reason);
    const ping = setInterval(() => {
      if (!answeredPing) return socket.terminate();
      answeredPing = false;
      socket.ping();
    }, this.#limits.pingMs);

    this.#sockets.set(socket, screenSession);
    attached.add(sessionEnded);
    socket.on('pong', () => (answeredPing = true));
    socket.on('message', () => socket.close(closeCode.policyViolation));
    socket.on('ping', () => socket.close(closeCode.policyViolation));
    socket.on('error', (error) => logger.debug({ reason: error.message }, 'screen broke the protocol'));
    socket.on('close', () => {
      clearInterval(ping);
      unsubscribe();
      attached.delete(sessionEnded);
      this.#sockets.delete(socket);
    });
    try {
      send(this.#gateway.snapshot(actor));
      unsubscribe = this.#gateway.subscribe(actor, send);
    } catch (error) {
      answerOf(error, logger);
      socket.close(closeCode.internalError);
    }
  }
}

/** Answers a refused upgrade like any other refused request, and closes its connection. */
function refuse(connection: Duplex, error: unknown, logger: Logger): void {
  const { status, failure } = answerOf(error, logger);
  const body = JSON.stringify({ failure });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  logger.warn({ code: failure.code, status }, 'upgrade refused');
  connection.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => connection.destroy());
}

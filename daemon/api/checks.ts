/**
 * The checks before every route. Each request and each WebSocket upgrade passes `checkSource`. Every path under /api, existing
 * or not, needs a screen's session unless the table of routes opens it to anyone.
 *
 * Any web page that is open in a browser on this machine can send requests to a service on loopback. The Host header exposes a
 * page whose name was rebound to this address (DNS rebinding). Origin and Sec-Fetch-Site expose a foreign page that sends to our
 * own address. Origin is compared including its port, because cookies and SameSite do not distinguish ports of one host.
 * Browsers send Origin with every POST, DELETE and upgrade, so such a request without it is refused too. A tool sets the header
 * itself (`curl -H "Origin: http://…"`).
 *
 * The screens run on the machine itself, over http on loopback. A screen elsewhere would need a TLS proxy. The settings cannot
 * name the https origin of such a proxy yet, so its requests are refused here.
 */
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Config } from '../../config/schema.js';
import { Failure } from '../contract/failures/failure.js';
import type { RouteFacts } from '../contract/route.js';
import type { ScreenSession, ScreenSessions } from './screenSessions.js';

/** The values of Host that mean this server, e.g. `127.0.0.1:8443`. The loopback names always belong to this machine. */
export function authoritiesOf(listen: Config['listen'], port: number): ReadonlySet<string> {
  const names = ['localhost', '127.0.0.1', '::1', listen.host, ...listen.allowedHosts];
  return new Set(names.map((name) => new URL(`http://${isIPv6(name) ? `[${name}]` : name}:${port}`).host));
}

/** @throws {Failure} when Host is not this server, or a foreign page sent the request */
export function checkSource(request: IncomingMessage, authorities: ReadonlySet<string>): void {
  const hosts = request.headersDistinct['host'] ?? [];
  const host = hosts.join(', ').toLowerCase();
  if (hosts.length !== 1 || !authorities.has(host) || !pathOf(request).startsWith('/')) {
    throw new Failure('api.request.hostForeign', { host: host.slice(0, 100) });
  }
  if (!isOwnOrigin(request, host) || !isOwnFetch(request)) throw new Failure('api.request.originForeign');
}

function isSafe(request: IncomingMessage): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

function isOwnOrigin(request: IncomingMessage, host: string): boolean {
  const origins = request.headersDistinct['origin'] ?? [];
  if (origins.length === 0) return isSafe(request) && request.headers.upgrade === undefined;
  return origins.length === 1 && origins[0] === `http://${host}`;
}

/**
 * Checks Fetch Metadata, where the browser sends it. `none` means that a person typed the address. A link on a foreign page may
 * lead to one of our pages, but not to /api.
 */
function isOwnFetch(request: IncomingMessage): boolean {
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = request.headers;
  if (site === undefined || site === 'same-origin') return true;
  if (!isSafe(request) || request.headers.upgrade !== undefined) return false;
  return site === 'none' || (mode === 'navigate' && destination === 'document' && !isApi(request));
}

/** The path as sent, neither decoded nor normalised, so that these checks and the router see the same text. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

export function isApi(request: IncomingMessage): boolean {
  return pathOf(request).startsWith('/api/');
}

/** Does a request, by its method and path as sent, belong to this route? For decisions before the router runs. */
export function matches({ method, path }: RouteFacts, askedMethod: string, askedPath: string): boolean {
  if (method !== askedMethod) return false;
  const parts = path.split('/');
  const asked = askedPath.split('/');
  return (
    parts.length === asked.length &&
    parts.every((part, index) => (part.startsWith('{') ? asked[index] !== '' : part === asked[index]))
  );
}

export function needsSession(request: IncomingMessage, routes: readonly RouteFacts[]): boolean {
  if (!isApi(request)) return false;
  return !routes.some((route) => route.who === 'anyone' && matches(route, request.method ?? '', pathOf(request)));
}

export function clientAddressOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? '';
}

/** Of the page that asks, after `checkSource`. */
export function originOf(request: IncomingMessage): string {
  return `http://${(request.headers.host ?? '').toLowerCase()}`;
}

/** A browser sets no header on a WebSocket but this one. */
const tokenProtocol = 'token.';

/** `Authorization: Screen TOKEN`; of an upgrade, the subprotocol `token.TOKEN`. */
function tokenOf(request: IncomingMessage): string | undefined {
  if (request.headers.upgrade === undefined) return /^Screen (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((word) => word.trim());
  return protocols.find((word) => word.startsWith(tokenProtocol))?.slice(tokenProtocol.length);
}

/** The session that the request's token names, or null. */
function findSession(request: IncomingMessage, screenSessions: ScreenSessions): ScreenSession | null {
  const token = tokenOf(request);
  if (token === undefined || !/^[A-Za-z0-9_-]{43}$/.test(token)) return null;
  return screenSessions.use(token, clientAddressOf(request));
}

/** @throws {Failure} `api.session.missing` */
export function requireSession(request: IncomingMessage, screenSessions: ScreenSessions): ScreenSession {
  const screenSession = findSession(request, screenSessions);
  if (screenSession === null) throw new Failure('api.session.missing');
  return screenSession;
}

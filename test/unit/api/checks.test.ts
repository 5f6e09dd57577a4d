/** What a request must show before it is looked at: Host, Origin, a session, and the address that its token was given to. */
import type { IncomingMessage } from 'node:http';
import t from 'tap';
import { authoritiesOf, checkSource, requireSession, needsSession } from '../../../daemon/api/checks.js';
import { defaultLimits } from '../../../daemon/api/limits.js';
import { routes } from '../../../daemon/api/routes/index.js';
import { ScreenSessions } from '../../../daemon/api/screenSessions.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';

/** A request as Node gives it, with these headers. */
function request(method: string, url: string, headers: Record<string, string>, address = '127.0.0.1'): IncomingMessage {
  const headersDistinct = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return { method, url, headers, headersDistinct, socket: { remoteAddress: address } } as unknown as IncomingMessage;
}

function codeOf(message: IncomingMessage, authorities: ReadonlySet<string>): string {
  try {
    checkSource(message, authorities);
    return 'passed';
  } catch (error) {
    return error instanceof Failure ? error.code : String(error);
  }
}

void t.test('names of this server', (t) => {
  const listen = (host: string, allowedHosts: string[] = []) => ({ host, port: 0, allowedHosts });
  t.strictSame([...authoritiesOf(listen('127.0.0.1'), 8443)], ['localhost:8443', '127.0.0.1:8443', '[::1]:8443']);
  t.ok(authoritiesOf(listen('::1'), 8443).has('[::1]:8443'));
  t.ok(authoritiesOf(listen('10.0.0.5', ['Counter.example']), 8443).has('counter.example:8443'));
  t.ok(authoritiesOf(listen('10.0.0.5'), 80).has('10.0.0.5'), 'browsers leave port 80 out');
  t.notOk(authoritiesOf(listen('10.0.0.5'), 80).has('10.0.0.5:80'));
  t.end();
});

void t.test('Host and Origin', (t) => {
  const authorities = authoritiesOf({ host: '127.0.0.1', port: 0, allowedHosts: [] }, 8443);
  const host = 'localhost:8443';
  const origin = `http://${host}`;
  const upgrade = { upgrade: 'websocket' };
  const cases: readonly (readonly [string, string, Record<string, string>, string])[] = [
    ['GET', '/kiosk', { host }, 'passed'],
    ['GET', '/kiosk', { host: '127.0.0.1:8443', origin }, 'api.request.originForeign'],
    ['POST', '/api/jobs', { host, origin }, 'passed'],
    ['POST', '/api/jobs', { host }, 'api.request.originForeign'],
    ['DELETE', '/api/jobs', { host }, 'api.request.originForeign'],
    ['PATCH', '/api/jobs', { host }, 'api.request.originForeign'],
    ['POST', '/api/jobs', { host, origin: 'null' }, 'api.request.originForeign'],
    ['POST', '/api/jobs', { host, origin: `${origin}, ${origin}` }, 'api.request.originForeign'],
    ['POST', '/api/jobs', { host, origin: `${origin}/` }, 'api.request.originForeign'],
    ['POST', '/api/jobs', { host, origin, 'sec-fetch-site': 'same-site' }, 'api.request.originForeign'],
    ['POST', '/api/jobs', { host, origin, 'sec-fetch-site': 'none' }, 'api.request.originForeign'],
    ['GET', '/api/events', { host, origin, ...upgrade }, 'passed'],
    ['GET', '/api/events', { host, ...upgrade }, 'api.request.originForeign'],
    ['GET', '/api/events', { host, origin, 'sec-fetch-site': 'none', ...upgrade }, 'api.request.originForeign'],
    ['GET', '/api/jobs', { host, 'sec-fetch-site': 'none' }, 'passed'],
    ['GET', '/api/jobs', { host, 'sec-fetch-site': 'cross-site' }, 'api.request.originForeign'],
    ['GET', '/', {}, 'api.request.hostForeign'],
    ['GET', '/', { host: '' }, 'api.request.hostForeign'],
    ['GET', '/', { host: 'user@localhost:8443' }, 'api.request.hostForeign'],
    ['GET', '/', { host: '127.1:8443' }, 'api.request.hostForeign'],
    ['GET', '/', { host: '2130706433:8443' }, 'api.request.hostForeign'],
    ['GET', 'http://localhost:8443/', { host }, 'api.request.hostForeign'],
    ['OPTIONS', '*', { host, origin }, 'api.request.hostForeign'],
  ];
  for (const [method, url, headers, expected] of cases) {
    t.equal(
      codeOf(request(method, url, headers), authorities),
      expected,
      `${method} ${url} ${JSON.stringify(headers)}`,
    );
  }
  t.equal(codeOf(request('GET', '/', { host }), new Set()), 'api.request.hostForeign', 'before the port is known');
  t.end();
});

void t.test('what needs a session', (t) => {
  const needs = (method: string, url: string) => needsSession(request(method, url, {}), routes);
  for (const url of ['/api/health', '/api/health?x=1']) t.notOk(needs('GET', url), url);
  for (const url of ['/api/session', '/api/screens', '/api/screens/challenges']) t.notOk(needs('POST', url), url);
  for (const url of ['/', '/kiosk', '/assets/x.js']) t.notOk(needs('GET', url), url);
  for (const url of ['/api/', '/api/jobs', '/api/session/', '/api/Session', '/api/health/../jobs'])
    t.ok(needs('GET', url), url);
  t.ok(needs('GET', '/api/session'));
  t.ok(needs('GET', '/api/screens'));
  t.ok(needs('POST', '/api/staff/login'));
  t.end();
});

void t.test('a token goes with the address it was given to', (t) => {
  let now = 1_000_000;
  const ended: string[] = [];
  const sessions = new ScreenSessions({
    clock: { now: () => now },
    limits: defaultLimits,
    staffIdleMs: 60_000,
    ended: (actor, reason) => ended.push(`${actor.kind} ${reason}`),
    locked: () => t.fail('locked'),
  });
  const at = { clientAddress: '127.0.0.1', screen: { id: 'one', place: 'counter' } } as const;
  const { token, screenSession } = sessions.openStaff(at, {
    name: 'lin',
    role: 'counterOfficer',
    ras: null,
    mustChangePassword: false,
    version: 1,
  });
  const find = (headers: Record<string, string>, address = '127.0.0.1') => {
    try {
      return requireSession(request('GET', '/', headers, address), sessions);
    } catch {
      return null;
    }
  };
  const own = { authorization: `Screen ${token}` };
  t.equal(find(own), screenSession);
  t.equal(find(own, '127.0.0.2'), null);
  t.equal(find({ authorization: `Screen ${token}, Screen ${token}` }), null);
  t.equal(find({ authorization: `Bearer ${token}` }), null);
  t.equal(find({ cookie: `gateway=${token}` }), null);
  t.equal(find({ upgrade: 'websocket', 'sec-websocket-protocol': `events, token.${token}` }), screenSession);
  t.equal(find({ upgrade: 'websocket', ...own }), null, 'an upgrade carries it as a subprotocol');
  t.notOk(JSON.stringify(screenSession).includes(token), 'the server does not keep the token');
  now += 59_999;
  t.equal(find(own), screenSession);
  now -= 3_600_000;
  sessions.endIdle();
  now += 60_000;
  t.equal(find(own), null, 'a clock set back gives one more idle period at most');
  sessions.end(screenSession, 'loggedOut');
  t.strictSame(ended, ['staff idle'], 'it ends once');
  t.end();
});

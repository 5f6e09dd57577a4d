/** The connector to an RA: whatever is not an answer of the contract leaves the question open, and a pause is kept. */
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { RaUnavailableError } from '../../../sync/connector.js';
import { errorOf, FarEnd } from './farEnd.js';

const far = await FarEnd.start();
t.beforeEach(() => far.forget());
t.after(() => far.stop());

void t.test('an answer may be packed once, and is unpacked up to a limit', async (t) => {
  const list = JSON.stringify({ registrations: [] });
  const packed = (content: Buffer, coding: string): void => {
    far.answer = (request, response) => {
      t.equal(request.headers['accept-encoding'], 'gzip');
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': coding });
      response.end(content);
    };
  };
  packed(gzipSync(list), 'gzip');
  t.same(await far.ra.listRegistrations(), []);
  for (const coding of ['gzip, gzip', 'gzip,gzip', 'br', 'deflate']) {
    packed(gzipSync(gzipSync(list)), coding);
    await t.rejects(far.ra.listRegistrations(), { name: 'RaUnavailableError', message: /packed/ }, coding);
  }
  const large = gzipSync(Buffer.alloc(96 << 20, ' '));
  t.ok(large.length < 200_000);
  packed(large, 'gzip');
  const before = process.memoryUsage().arrayBuffers;
  await t.rejects(far.ra.listRegistrations(), { name: 'RaUnavailableError', message: /ERR_BUFFER_TOO_LARGE/ });
  t.ok(process.memoryUsage().arrayBuffers - before < 96 << 20, 'the whole was never unpacked');
});

void t.test('a list of more than a counter has is not read', async (t) => {
  far.says(200, `{"registrations":[${' '.repeat(9 << 20)}]}`);
  await t.rejects(far.ra.listRegistrations(), { name: 'RaUnavailableError', message: /too large/ });
});

void t.test('while the RA asks to be left alone, nothing is sent', async (t) => {
  const inTwoMinutes = new Date(Date.now() + 121_000).toUTCString();
  for (const [status, after] of [
    [429, '120'],
    [503, '120'],
    [503, inTwoMinutes],
    [429, '99999999'],
  ] as const) {
    const line = far.connectorTo(far.url, 20_000);
    far.answer = (_request, response) => response.writeHead(status, { 'retry-after': after }).end();
    far.forget();
    const error = await errorOf(line.ping());
    t.match(error, { name: 'RaUnavailableError' });
    const askedMs = error instanceof RaUnavailableError ? (error.retryAfterMs ?? 0) : 0;
    t.ok(askedMs > 110_000 && askedMs <= 900_000, `${after}: ${askedMs} ms`);
    for (let times = 0; times < 5; times += 1) t.match(await errorOf(line.ping()), { name: 'RaUnavailableError' });
    t.equal(far.seen.length, 1, `${status} ${after}`);
    await line.close();
  }
  const line = far.connectorTo(far.url, 20_000);
  t.teardown(() => line.close());
  for (const after of ['0', 'soon', 'Thu, 01 Jan 1970 00:00:00 GMT', '-5']) {
    far.answer = (_request, response) => response.writeHead(503, { 'retry-after': after }).end();
    t.match(await errorOf(line.ping()), { name: 'RaUnavailableError', retryAfterMs: null }, after);
  }
  far.answer = (_request, response) => response.writeHead(503, { 'retry-after': '1' }).end();
  await errorOf(line.ping());
  far.says(200, { time: '2026-01-01T00:00:00Z', minimumGatewayVersion: '0.1.0' });
  t.match(await errorOf(line.ping()), { name: 'RaUnavailableError' });
  await delay(1_050);
  t.match(await line.ping(), { minimumGatewayVersion: '0.1.0' });
});

void t.test('whatever is not an answer of the contract leaves the question open', async (t) => {
  const problem = { type: 'about:blank', title: 'no', status: 403, reason: 'passwordWrong' };
  const cases: readonly (readonly [number, unknown, string?])[] = [
    [500, problem, 'application/problem+json'],
    [503, ''],
    [429, problem, 'application/problem+json'],
    [403, '<html>a proxy</html>', 'text/html'],
    [400, problem],
    [400, { ...problem, reason: undefined }, 'application/problem+json'],
    [400, '{broken', 'application/problem+json'],
    [200, '{broken'],
    [200, { time: 'noon', minimumGatewayVersion: '0.1.0' }],
    [200, ''],
    [204, ''],
    [302, ''],
  ];
  for (const [status, body, type] of cases) {
    far.says(status, body, type);
    t.ok((await errorOf(far.ra.ping())) instanceof RaUnavailableError, `${status} ${JSON.stringify(body)}`);
  }
});

void t.test('no answer, half an answer, a dropped connection', async (t) => {
  const hasty = far.connectorTo(far.url, 300);
  t.teardown(() => hasty.close());
  far.answer = () => undefined;
  t.match(await errorOf(hasty.ping()), { name: 'RaUnavailableError' });
  far.answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"time":');
  };
  t.match(await errorOf(hasty.ping()), { name: 'RaUnavailableError' });
  far.answer = (request) => request.socket.destroy();
  t.match(await errorOf(far.ra.ping()), { name: 'RaUnavailableError' });
  const stopped = AbortSignal.abort();
  t.match(await errorOf(far.ra.ping(stopped)), { name: 'RaUnavailableError' });
  const nobody = far.connectorTo('https://localhost:2', 2_000);
  t.teardown(() => nobody.close());
  t.match(await errorOf(nobody.ping()), { name: 'RaUnavailableError', message: /ECONNREFUSED/ });
});

// Only now may the hooks of `after` run: what is open would keep the process from ending by itself.
t.end();

/** Too big, too slow, too many, malformed: each ends where it should, and the next client is served. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { WebSocket } from 'ws';
import { curl, listen, raw, startApi } from './support.js';

void t.test('bodies', async (t) => {
  const api = await startApi(t);
  const token = await api.openScreen();
  const headers = { Authorization: token, 'Idempotency-Key': randomUUID() };
  const send = (body: string | Uint8Array<ArrayBuffer>, more: Record<string, string> = {}) =>
    api.call('POST', '/api/jobs', { body, headers: { ...headers, ...more } });
  const view = '{"kind":"viewCard","readerId":"A1"}';

  const broken: readonly (readonly [string, string | Uint8Array<ArrayBuffer>])[] = [
    ['not JSON', '{'],
    ['empty', ''],
    ['not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['prototype', '{"kind":"viewCard","readerId":"A1","__proto__":{"role":"staff"}}'],
    [
      'prototype, deeper',
      '{"kind":"issueCard","readerId":"A1","registrationId":"1","pins":{"mode":"random","__proto__":{}}}',
    ],
    ['prototype, escaped', '{"kind":"viewCard","readerId":"A1","\\u005f_proto__":{}}'],
  ];
  for (const [name, body] of broken) t.equal((await send(body)).code, 'api.request.malformed', name);

  const wrong = [
    'null',
    '[]',
    '"viewCard"',
    '{}',
    '{"kind":"constructor","readerId":"A1"}',
    '{"kind":"viewCard","readerId":"A1","role":"staff"}',
    '{"kind":"viewCard","readerId":"A1","constructor":{"prototype":{"role":"staff"}}}',
    '{"kind":"viewCard","readerId":1}',
    '{"kind":"unblockPin","readerId":"A1","pin":3,"newPin":"123456"}',
    `{"kind":"unblockPin","readerId":"A1","pin":1,"newPin":"${'1'.repeat(65)}"}`,
    '{"kind":"changePin","readerId":"A1","pin":1,"oldPin":"123456","newPin":"123456","lastTryConfirmed":1}',
  ];
  for (const body of wrong) t.equal((await send(body)).code, 'api.request.invalid', body.slice(0, 60));
  t.equal(({} as Record<string, unknown>)['role'], undefined, 'no prototype was touched');

  t.equal((await send(view, { 'Idempotency-Key': 'x' })).code, 'api.request.invalid', 'key is not a UUID');
  for (const type of [
    'text/plain',
    'application/jsonp',
    'application/json; charset=utf-16',
    'application/json, text/plain',
    '',
  ]) {
    t.equal((await send(view, { 'Content-Type': type })).code, 'api.request.contentType', `type "${type}"`);
  }
  t.equal((await send(view, { 'Content-Encoding': 'gzip' })).code, 'api.request.contentType', 'compressed');
  t.equal((await send(' '.repeat(16 * 1024 - view.length) + view)).status, 201, 'as large as allowed');
  t.equal((await send(' '.repeat(16 * 1024 - view.length + 1) + view)).code, 'api.request.tooLarge', 'a byte more');

  const chunked = ['--header', 'Transfer-Encoding: chunked', '--header', `Authorization: ${token}`];
  const origin = ['--header', `Origin: ${api.url}`, '--header', `Idempotency-Key: ${randomUUID()}`];
  const json = ['--header', 'Content-Type: application/json', '--data', view];
  t.equal((await curl(...chunked, ...origin, ...json, `${api.url}/api/jobs`)).status, 411, 'of unknown length');

  for (const id of ['%00', 'a%2fb', '..%2f..%2f', '%ff', 'a'.repeat(65), '__proto__%20']) {
    const reply = await api.get(`/api/jobs/${id}`, token);
    t.match(reply.code, /^api\.request\.(notFound|malformed)$/, `job ${id}`);
  }
  for (const query of ['limit=0', 'limit=201', 'limit=x', 'limit=1&limit=2', 'limit=1.5', 'a=1', '__proto__=1']) {
    t.equal((await api.get(`/api/jobs?${query}`, token)).code, 'api.request.invalid', query);
  }
  t.equal((await api.get('/api/jobs?limit=5', token)).status, 200);
  t.strictSame(
    [...new Set(api.gateway.calls.map(({ method }) => method))],
    ['createJob', 'jobs'],
    'nothing else passed',
  );
});

void t.test('headers: too large, too slow, smuggled', async (t) => {
  const api = await startApi(t, { limits: { headersTimeoutMs: 200, requestTimeoutMs: 400 } });
  const head = `Host: ${api.host}\r\nOrigin: ${api.url}\r\n`;
  t.match(await raw(api, `GET /api/health HTTP/1.1\r\n${head}X: ${'x'.repeat(9_000)}\r\n\r\n`), /^HTTP\/1.1 431 /);
  t.match(await raw(api, `GET /api/health HTTP/1.1\r\n${head}X: never en`), /^HTTP\/1.1 408 /, 'slow headers');
  const login = 'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"name":';
  t.match(await raw(api, `POST /api/screens HTTP/1.1\r\n${head}${login}`), /^HTTP\/1.1 408 /, 'slow body');
  const both = 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n';
  t.match(await raw(api, `POST /api/staff/login HTTP/1.1\r\n${head}${both}`), /^HTTP\/1.1 400 /, 'two lengths');
  t.equal((await api.call('GET', '/api/health')).status, 200);
});

void t.test('upgrades to anything else', async (t) => {
  const api = await startApi(t);
  const token = await api.openScreen();
  const ask = (path: string, protocol: string, more = '') =>
    raw(
      api,
      `GET ${path} HTTP/1.1\r\nHost: ${api.host}\r\nOrigin: ${api.url}\r\nSec-WebSocket-Protocol: ${token.replace('Screen ', 'token.')}\r\nConnection: Upgrade\r\n` +
        `Upgrade: ${protocol}\r\n${more}\r\n`,
    );
  const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
  t.match(await ask('/api/events', 'h2c', `Sec-WebSocket-Version: 13\r\n${key}`), /^HTTP\/1.1 400 /);
  t.match(await ask('/api/events', 'websocket', key), /^HTTP\/1.1 (400|426) /, 'no version');
  t.match(await ask('/api/events', 'websocket', 'Sec-WebSocket-Version: 13\r\n'), /^HTTP\/1.1 400 /, 'no key');
  t.match(await ask('/api/jobs', 'websocket', `Sec-WebSocket-Version: 13\r\n${key}`), /^HTTP\/1.1 404 /);
  t.equal((await api.get('/api/events', token)).code, 'api.events.upgradeMissing');
  t.equal(api.gateway.listeners, 0);
});

void t.test('frames: a screen that talks, or breaks the protocol, is closed', async (t) => {
  const api = await startApi(t);
  const headers = { Authorization: await api.openScreen(), Origin: api.url };
  const deeds: readonly (readonly [string, number, (socket: WebSocket) => void])[] = [
    ['a message', 1008, (socket) => socket.send('hello')],
    ['a ping', 1008, (socket) => socket.ping()],
    ['a frame that is too large', 1009, (socket) => socket.send('x'.repeat(100_000))],
  ];
  for (const [name, code, deed] of deeds) {
    const { socket, closed } = await listen(api, headers);
    deed(socket);
    t.equal((await closed).code, code, name);
  }
  await t.resolves(api.gateway.silence(), 'nobody is left behind');
});

void t.test('a screen that reads nothing is dropped, the others go on', async (t) => {
  const api = await startApi(t, { limits: { eventBacklogBytes: 64 * 1024 } });
  const headers = { Authorization: await api.openScreen(), Origin: api.url };
  const [slow, quick] = [await listen(api, headers), await listen(api, headers)];
  slow.socket.pause();
  const reason = 'x'.repeat(60_000);
  for (let i = 0; api.gateway.listeners === 2; i++) {
    if (i > 2_000) throw new Error('the slow screen was never dropped');
    api.gateway.emitToAll({ type: 'readerRemoved', readerId: reason });
    await new Promise((resolve) => setImmediate(resolve));
  }
  slow.socket.resume();
  t.equal((await slow.closed).code, 1006);
  api.gateway.emitToAll({ type: 'registrations' });
  await quick.until('registrations');
  t.pass('the quick one got the news');
  quick.socket.terminate();
});

void t.test('a screen that is gone without a word is noticed', async (t) => {
  const api = await startApi(t, { limits: { pingMs: 50 } });
  const token = await api.openScreen();
  const protocols = ['events', token.replace('Screen ', 'token.')];
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}/api/events`, protocols, {
    headers: { Origin: api.url },
    autoPong: false,
  });
  socket.on('error', () => undefined);
  const [code] = (await once(socket, 'close')) as [number];
  t.equal(code, 1006);
});

void t.test('too many screens and connections', async (t) => {
  const api = await startApi(t, { limits: { screenSessions: 3, eventSocketsPerScreen: 2, eventSockets: 3 } });
  const tokens = [await api.openScreen(), await api.openScreen(), await api.openScreen()];
  const [first = '', second = '', third = ''] = tokens;
  const live = [
    await listen(api, { Authorization: first, Origin: api.url }),
    await listen(api, { Authorization: first, Origin: api.url }),
  ];
  await t.rejects(listen(api, { Authorization: first, Origin: api.url }), { message: 'refused 503' }, 'of one screen');
  live.push(await listen(api, { Authorization: second, Origin: api.url }));
  await t.rejects(listen(api, { Authorization: third, Origin: api.url }), { message: 'refused 503' }, 'of all');
  const fourth = await api.openScreen();
  t.equal((await api.get('/api/jobs', third)).status, 401, 'the session that nobody listens to gave way');
  t.equal((await api.get('/api/jobs', first)).status, 200, 'a live screen did not');
  t.equal((await api.get('/api/jobs', fourth)).status, 200);
  for (const { socket } of live) socket.terminate();
});

void t.test('stop ends what is open, promptly', async (t) => {
  const api = await startApi(t);
  const token = await api.openScreen();
  const screen = await listen(api, { Authorization: token, Origin: api.url });
  const silent = connect(api.port, '127.0.0.1');
  await once(silent, 'connect');
  silent.write('GET / HTTP/1.1\r\n');
  const startedAt = performance.now();
  await api.stop();
  t.ok(performance.now() - startedAt < 2_000);
  t.equal((await screen.closed).code, 1001);
  silent.destroy();
  await t.resolves(api.gateway.silence());
  t.equal(api.gateway.ended.length, 1, 'the session was ended');
  await t.rejects(fetch(`${api.url}/api/health`));
  await t.resolves(api.stop(), 'a second stop does nothing');
});

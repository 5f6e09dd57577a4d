/** What a hostile web page, or another program on this machine, can send: nothing of it reaches the gateway. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { curl, listen, raw, startApi } from './support.js';

void t.test('a page of another origin', async (t) => {
  const api = await startApi(t);
  const token = await api.openScreen();
  const body = JSON.stringify({ kind: 'viewCard', readerId: 'A1' });
  const key = { 'Idempotency-Key': randomUUID() };
  const origins = [
    'https://evil.example',
    'null',
    `https://${api.host}`,
    `http://localhost:${api.port}`,
    `http://127.0.0.1:${api.port + 1}`,
    'http://127.0.0.1',
    `http://${api.host}.evil.example`,
  ];
  for (const origin of origins) {
    const reply = await api.call('POST', '/api/jobs', {
      body,
      headers: { Authorization: token, Origin: origin, ...key },
    });
    t.equal(reply.code, 'api.request.originForeign', `POST from ${origin}`);
    t.equal(reply.headers.get('access-control-allow-origin'), null);
    const read = await api.call('GET', '/api/jobs', { headers: { Authorization: token, Origin: origin } });
    t.equal(read.code, 'api.request.originForeign', `GET from ${origin}`);
    await t.rejects(
      listen(api, { Authorization: token, Origin: origin }),
      { message: 'refused 403' },
      `upgrade from ${origin}`,
    );
  }
  const preflight = await api.call('OPTIONS', '/api/jobs', {
    headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
  });
  t.equal(preflight.status, 403);
  t.strictSame(api.gateway.calls, []);
});

void t.test('no Origin at all', async (t) => {
  const api = await startApi(t);
  const token = await api.openScreen();
  const json = ['--header', 'Content-Type: application/json', '--header', `Authorization: ${token}`];
  const order = [
    ...json,
    '--header',
    `Idempotency-Key: ${randomUUID()}`,
    '--data',
    '{"kind":"viewCard","readerId":"A1"}',
  ];
  t.equal((await curl(...order, `${api.url}/api/jobs`)).status, 403, 'POST');
  t.equal((await curl(...json, '--request', 'DELETE', `${api.url}/api/authorisations`)).status, 403, 'DELETE');
  t.equal((await curl(...json, `${api.url}/api/jobs`)).status, 200, 'a safe GET may go without');
  t.equal(
    (await curl(...order, '--header', `Origin: ${api.url}`, `${api.url}/api/jobs`)).status,
    201,
    'stated by a tool',
  );
  await t.rejects(listen(api, { Authorization: token }), { message: 'refused 403' }, 'upgrade');
});

void t.test('Host that is not ours: DNS rebinding', async (t) => {
  const api = await startApi(t, { listen: { allowedHosts: ['counter.example'] } });
  const hosts = [
    'evil.example',
    `evil.example:${api.port}`,
    '127.0.0.1',
    `127.0.0.1:${api.port + 1}`,
    `localhost.:${api.port}`,
  ];
  for (const host of hosts) {
    for (const path of ['/api/session', '/kiosk', '/api/health']) {
      const reply = await curl('--header', `Host: ${host}`, api.url + path);
      t.equal(reply.status, 421, `${host} ${path}`);
      t.notMatch(reply.body, /<html/);
    }
  }
  for (const host of [`localhost:${api.port}`, `LocalHost:${api.port}`, `counter.example:${api.port}`]) {
    t.equal((await curl('--header', `Host: ${host}`, `${api.url}/api/health`)).status, 200, host);
  }
  const token = await api.openScreen();
  const rebound = { Authorization: token, Host: `evil.example:${api.port}`, Origin: `http://evil.example:${api.port}` };
  await t.rejects(listen(api, rebound), { message: 'refused 421' });
  const two = `GET /api/health HTTP/1.1\r\nHost: ${api.host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`;
  t.match(await raw(api, two), /^HTTP\/1.1 4\d\d /, 'two Host headers');
  const absolute = `GET http://evil.example/api/health HTTP/1.1\r\nHost: ${api.host}\r\nConnection: close\r\n\r\n`;
  t.match(await raw(api, absolute), /^HTTP\/1.1 421 /, 'absolute form');
  t.match(await raw(api, 'GET /api/health HTTP/1.0\r\n\r\n'), /^HTTP\/1.1 421 /, 'HTTP/1.0 without Host');
});

void t.test('CSRF: what a form or an image of another page can send', async (t) => {
  const api = await startApi(t);
  const token = `Authorization: ${await api.openScreen()}`;
  const form = (type: string, origin: string) =>
    curl('--header', token, '--header', `Origin: ${origin}`, '--header', `Content-Type: ${type}`, '--header',
      `Idempotency-Key: ${randomUUID()}`, '--data', '{"kind":"viewCard","readerId":"A1"}', `${api.url}/api/jobs`); // prettier-ignore
  for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain']) {
    t.equal((await form(type, 'null')).status, 403, `${type} from elsewhere`);
    t.equal((await form(type, api.url)).status, 415, `${type} even from our own origin`);
  }
  const fetchSites: readonly (readonly [string, string, string, string, number])[] = [
    ['cross-site', 'no-cors', 'image', '/api/jobs', 403],
    ['same-site', 'cors', 'empty', '/api/jobs', 403],
    ['cross-site', 'navigate', 'document', '/api/jobs', 403],
    ['cross-site', 'navigate', 'document', '/kiosk', 200],
    ['cross-site', 'navigate', 'iframe', '/kiosk', 403],
    ['none', 'navigate', 'document', '/kiosk', 200],
    ['same-origin', 'cors', 'empty', '/api/jobs', 200],
  ];
  for (const [site, mode, destination, path, status] of fetchSites) {
    const metadata = [`Sec-Fetch-Site: ${site}`, `Sec-Fetch-Mode: ${mode}`, `Sec-Fetch-Dest: ${destination}`];
    const reply = await curl('--header', token, ...metadata.flatMap((line) => ['--header', line]), api.url + path);
    t.equal(reply.status, status, `${site} ${mode} ${destination} ${path}`);
  }
  t.notOk(api.gateway.calls.some(({ method }) => method === 'createJob'));
});

void t.test('path traversal', async (t) => {
  const api = await startApi(t);
  const paths = [
    '/assets/../kiosk.html',
    '/assets/../../gateway.db',
    '/assets/..%2f..%2fgateway.db',
    '/assets/%2e%2e/%2e%2e/gateway.db',
    '/assets/%252e%252e/gateway.db',
    '/assets/..\\..\\gateway.db',
    '/assets/%5c..%5c..%5cgateway.db',
    '/assets//etc/passwd',
    '/assets/%00',
    '/assets/%ff',
    '/assets/.env',
    '/assets/',
    '/assets',
    '//etc/passwd',
    '/kiosk/../../gateway.db',
    '/%2e%2e/gateway.db',
    '/KIOSK',
    '/kiosk/',
    '/kiosk.html',
  ];
  for (const path of paths) {
    const reply = await curl('--path-as-is', api.url + path);
    t.ok(reply.status === 404 || reply.status === 400, `${path} → ${reply.status}`);
    t.notMatch(reply.body, /SQLite|root:|<html/, path);
  }
  const apiPaths = [
    '/%61pi/jobs',
    '/API/jobs',
    '/api//jobs',
    '/api/jobs/',
    '/assets/../api/jobs',
    '/api/session/',
    '/api/jobs?x',
  ];
  for (const path of apiPaths) {
    const reply = await curl('--path-as-is', api.url + path);
    t.ok(reply.status === 404 || reply.status === 401, `${path} → ${reply.status}`);
  }
  t.equal((await curl(`${api.url}/assets/app-1a2b.js`)).body, '1', 'what is there is served');
  t.strictSame(api.gateway.calls, []);
});

void t.test('what every answer carries', async (t) => {
  const api = await startApi(t);
  for (const path of ['/api/health', '/kiosk', '/api/nothing', '/nothing']) {
    const { headers } = await api.call('GET', path);
    t.match(headers.get('content-security-policy'), /^default-src 'none'.*frame-ancestors 'none'/, path);
    t.notMatch(headers.get('content-security-policy'), /unsafe|\*/);
    t.equal(headers.get('x-content-type-options'), 'nosniff');
    t.equal(headers.get('referrer-policy'), 'no-referrer');
    t.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
    t.equal(headers.get('cache-control'), 'no-store');
    t.equal(headers.get('x-powered-by'), null);
  }
  const asset = await api.call('GET', '/assets/app-1a2b.js');
  t.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  const [first, second] = await Promise.all([api.call('GET', '/kiosk'), api.call('GET', '/kiosk')]);
  const nonce = /nonce="([^"]{24})"/.exec(first.text)?.[1] ?? 'none';
  t.ok(first.headers.get('content-security-policy')?.includes(`style-src 'self' 'nonce-${nonce}'`));
  t.notOk(second.text.includes(nonce), 'a nonce is used once');
  t.equal((await api.call('GET', '/')).headers.get('location'), '/kiosk');
  const missing = await api.call('GET', '/counter');
  t.equal(missing.status, 503, 'a screen that is not built says so');
  t.match(missing.text, /尚未建置[\s\S]*npm run build[\s\S]*api.screen.notBuilt/);
});

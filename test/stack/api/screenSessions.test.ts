/** Sessions: who may do what with which token, and what a token is worth afterwards. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { curl, listen, officer, startApi } from './support.js';

const minutes = 60_000;

void t.test('every route needs a session, except those that say so', async (t) => {
  const api = await startApi(t);
  const routes = [
    ['POST', '/api/staff/logout'],
    ['POST', '/api/authorisations'],
    ['DELETE', '/api/authorisations'],
    ['POST', '/api/jobs'],
    ['GET', '/api/jobs'],
    ['GET', '/api/jobs/1'],
    ['POST', '/api/jobs/1/answer'],
    ['POST', '/api/jobs/1/cancel'],
    ['GET', '/api/registrations'],
    ['GET', '/api/events'],
    ['HEAD', '/api/health'],
    ['GET', '/api/anything/else'],
  ] as const;
  const good = await api.openScreen();
  const forged = [
    '',
    'Screen ',
    'Screen undefined',
    `Screen ${'A'.repeat(43)}`,
    `Screen ${'A'.repeat(43)}, ${good}`,
    `${good}, ${good}`,
    `${good}x`,
    `Bearer ${good.slice('Screen '.length)}`,
  ];
  for (const [method, path] of routes) {
    for (const token of forged) {
      const reply = await api.call(method, path, {
        headers: { Authorization: token, 'Idempotency-Key': randomUUID() },
      });
      t.equal(reply.status, 401, `${method} ${path} with "${token.slice(0, 30)}"`);
    }
  }
  // The others are no subprotocols: no client can send them.
  for (const token of forged.filter((word) => /^(?:Screen [\w-]+)?$/.test(word))) {
    await t.rejects(listen(api, { Authorization: token, Origin: api.url }), { message: 'refused 401' });
  }
  t.strictSame(api.gateway.calls, []);
  const health = await api.call('GET', '/api/health');
  t.match(JSON.parse(health.text), { ok: true, version: /^\d+\.\d+\.\d+/ });
  t.equal(health.headers.get('screen-token'), null);
});

void t.test('the token', async (t) => {
  const api = await startApi(t);
  const first = await api.openScreen();
  t.match(first, /^Screen [\w-]{43}$/);
  const session = await api.get('/api/session', first);
  t.match(JSON.parse(session.text), { role: 'kiosk', place: 'kiosk', operator: null, kioskReaderId: 'A1' });
  t.equal(session.headers.get('screen-token'), null, 'a screen that has one keeps it');
  t.strictSame(session.headers.getSetCookie(), [], 'no cookie: those reach every port of the host');
  t.not(await api.openScreen(), first, 'another session gets another');
  const asCookie = await api.call('GET', '/api/session', { headers: { Cookie: first.replace('Screen ', 'gateway=') } });
  t.equal(asCookie.status, 401);
});

void t.test('a kiosk session does nothing that is for staff', async (t) => {
  const api = await startApi(t);
  const kiosk = await api.openScreen();
  const issue = { kind: 'issueCard', readerId: 'A1', registrationId: '1', pins: { mode: 'chosen', pin1: '135790', pin2: '246801' } }; // prettier-ignore
  t.equal((await api.post('/api/jobs', kiosk, issue)).code, 'api.session.notStaff');
  t.equal((await api.get('/api/registrations', kiosk)).code, 'api.session.notStaff');
  t.equal((await api.post('/api/staff/logout', kiosk, {})).code, 'api.session.notStaff');
  t.strictSame(api.gateway.calls, []);
  const staff = await api.logIn();
  t.equal((await api.post('/api/jobs', staff, issue)).status, 201);
  t.equal((await api.get('/api/registrations', staff)).status, 200);
  t.match(api.gateway.calls, [{ actor: { kind: 'staff', operator: officer.name } }, {}]);
  t.strictSame(api.gateway.texts, ['135790', '246801'], 'secrets arrive as Secret');
});

void t.test('login: a new token, and the old one is dead (session fixation)', async (t) => {
  const api = await startApi(t);
  const planted = await api.openScreen('counter');
  const screen = await listen(api, { Authorization: planted, Origin: api.url });
  const staff = await api.logIn(planted);
  t.not(staff, planted);
  t.equal((await api.get('/api/jobs', planted)).status, 401);
  t.equal((await screen.closed).code, 4401, 'its WebSocket as well');
  t.match(api.gateway.ended, [{ kind: 'kiosk' }], 'what it held is wiped');
  t.match(JSON.parse((await api.get('/api/session', staff)).text), { role: 'staff', operator: officer.name });
  t.not(await api.logIn(staff), staff, 'and so at each login');
  t.equal((await api.get('/api/jobs', staff)).status, 401);
});

void t.test('logout: the token is worth nothing afterwards (replay)', async (t) => {
  const api = await startApi(t);
  const staff = await api.logIn();
  const screens = [
    await listen(api, { Authorization: staff, Origin: api.url }),
    await listen(api, { Authorization: staff, Origin: api.url }),
  ];
  const reply = await api.call('POST', '/api/staff/logout', { headers: { Authorization: staff } });
  t.equal(reply.status, 204);
  for (const screen of screens) t.equal((await screen.closed).code, 4401);
  t.equal((await api.get('/api/registrations', staff)).status, 401);
  await t.rejects(listen(api, { Authorization: staff, Origin: api.url }), { message: 'refused 401' });
  t.equal((await api.get('/api/session', staff)).status, 401);
  await api.logIn();
  await api.stop();
  const rows = await api.database.all<{ action: string; facts_json: string }>(
    `SELECT action, facts_json FROM audit WHERE action LIKE 'staff.%' ORDER BY seq`,
  );
  t.match(
    rows,
    [
      { action: 'staff.login' },
      { action: 'staff.logout', facts_json: '{"reason":"loggedOut"}' },
      { action: 'staff.login' },
      { action: 'staff.logout', facts_json: '{"reason":"stopped"}' },
    ],
    'in the audit, also what the stop ended',
  );
  t.equal(rows.length, 4);
});

void t.test('a token stolen to another address', async (t) => {
  const api = await startApi(t, { listen: { host: '0.0.0.0' } });
  const staff = await api.logIn();
  const url = `http://127.0.0.1:${api.port}/api/registrations`;
  const from = (address: string) => curl('--interface', address, '--header', `Authorization: ${staff}`, url);
  t.equal((await from('127.0.0.2')).status, 401);
  t.equal((await from('127.0.0.1')).status, 200);
});

void t.test('an idle staff session ends, with its WebSocket', async (t) => {
  const api = await startApi(t);
  const staff = await api.logIn();
  const screen = await listen(api, { Authorization: staff, Origin: api.url });
  api.clock.advance(29 * minutes);
  t.equal((await api.get('/api/registrations', staff)).status, 200, 'used in time');
  api.clock.advance(29 * minutes);
  t.equal((await api.get('/api/registrations', staff)).status, 200, 'and again');
  api.clock.advance(30 * minutes);
  t.equal((await screen.closed).code, 4401, 'the WebSocket does not keep it alive');
  t.equal((await api.get('/api/registrations', staff)).status, 401);
  t.match(api.gateway.ended, [{ kind: 'kiosk' }, { kind: 'staff' }]);
});

void t.test('a staff session ends after a day’s work even when used', async (t) => {
  const api = await startApi(t);
  const staff = await api.logIn();
  for (let passed = 0; passed < 12 * 60; passed += 20) {
    t.equal((await api.get('/api/registrations', staff)).status, 200, `${passed} min`);
    api.clock.advance(20 * minutes);
  }
  t.equal((await api.get('/api/registrations', staff)).status, 401);
});

void t.test('a kiosk session stays while a screen listens', async (t) => {
  const api = await startApi(t);
  const [watched, left] = [await api.openScreen(), await api.openScreen()];
  const screen = await listen(api, { Authorization: watched, Origin: api.url });
  api.clock.advance(24 * 60 * minutes);
  t.equal((await api.get('/api/jobs', left)).status, 401);
  t.equal((await api.get('/api/jobs', watched)).status, 200);
  screen.socket.terminate();
});

void t.test('a second client sees only its own', async (t) => {
  const api = await startApi(t);
  const [one, two] = [await api.openScreen(), await api.openScreen()];
  const staff = await api.logIn();
  const screens = {
    one: await listen(api, { Authorization: one, Origin: api.url }),
    two: await listen(api, { Authorization: two, Origin: api.url }),
    staff: await listen(api, { Authorization: staff, Origin: api.url }),
  };
  const reply = await api.post('/api/jobs', one, { kind: 'viewCard', readerId: 'A1' });
  const { job } = JSON.parse(reply.text) as { job: { id: string } };
  await screens.one.until('job');
  await screens.staff.until('job');
  api.gateway.emitToAll({ type: 'registrations' });
  await screens.two.until('registrations');
  t.strictSame(screens.two.events.map(({ type }) => type), ['snapshot', 'registrations']); // prettier-ignore
  t.equal(screens.one.events[1]?.job?.id, job.id);
  t.equal((await api.get(`/api/jobs/${job.id}`, two)).status, 404);
  t.strictSame(JSON.parse((await api.get('/api/jobs', two)).text), { jobs: [] });
  t.equal((await api.get(`/api/jobs/${job.id}`, one)).status, 200);
  for (const { socket } of Object.values(screens)) socket.terminate();
});

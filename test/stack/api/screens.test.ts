/** Screens as known devices: no program and no page gets anything from the API that was not let in by a maintainer. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { TestScreen } from '../../harness/testScreen.js';
import { listen, officer, startApi, type Api } from './support.js';

const minutes = 60_000;

async function enrolled(api: Api, place: 'kiosk' | 'counter' | 'status' = 'kiosk'): Promise<TestScreen> {
  const { code } = await api.screens.makeCode({ place, name: 'test', by: 'shell' });
  return TestScreen.enrol(api.url, code);
}

const send = (api: Api, path: string, body: object) => api.call('POST', path, { body: JSON.stringify(body) });

void t.test('a program that is not enrolled gets nothing about cards, readers or jobs', async (t) => {
  const api = await startApi(t);
  for (const path of ['/api/session', '/api/jobs', '/api/staff/card-readers', '/api/record', '/api/screens']) {
    const reply = await api.call('GET', path);
    t.equal(reply.code, 'api.session.missing', path);
  }
  await t.rejects(listen(api, { Origin: api.url }), { message: 'refused 401' }, 'events');
  t.equal(
    (await send(api, '/api/staff/login', { name: 'a', password: 'b' })).code,
    'api.session.missing',
    'no login either',
  );
  t.strictSame(api.gateway.calls, []);
});

void t.test('an enrolment code is good once, for ten minutes, however it is typed', async (t) => {
  const api = await startApi(t);
  const { code } = await api.screens.makeCode({ place: 'kiosk', name: '大廳', by: 'chen' });
  t.match(code, /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
  const typed = ` ${code.toLowerCase().replace('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
  await TestScreen.enrol(api.url, typed);
  await t.rejects(TestScreen.enrol(api.url, code), { message: 'screen.enrol.codeWrong' }, 'used');
  await t.rejects(TestScreen.enrol(api.url, 'AAAAA-AAAAA'), { message: 'screen.enrol.codeWrong' });
  const late = await api.screens.makeCode({ place: 'kiosk', name: 'late', by: 'chen' });
  api.ticker.advance(10 * minutes);
  await t.rejects(TestScreen.enrol(api.url, late.code), { message: 'screen.enrol.codeWrong' }, 'too late');
  const rows = await api.database.all<{ actor: string; action: string }>(
    `SELECT actor, action FROM audit WHERE action LIKE 'screen.%' ORDER BY seq`,
  );
  t.strictSame(rows, [
    { actor: 'chen', action: 'screen.codeMade' },
    { actor: 'chen', action: 'screen.enrolled' },
    { actor: 'chen', action: 'screen.codeMade' },
  ]);
});

void t.test('keys that are not P-256 are refused and use no code up', async (t) => {
  const api = await startApi(t);
  const { code } = await api.screens.makeCode({ place: 'kiosk', name: 'x', by: 'shell' });
  for (const publicKey of ['AAAA', Buffer.alloc(91, 0x30).toString('base64url')]) {
    t.equal((await send(api, '/api/screens', { code, publicKey })).code, 'screen.enrol.keyInvalid');
  }
  await t.resolves(TestScreen.enrol(api.url, code));
});

void t.test('a proof: for one session, one origin, one screen, within a minute', async (t) => {
  const api = await startApi(t);
  const screen = await enrolled(api);
  const proof = await screen.proof(api.url);
  t.equal((await send(api, '/api/session', proof)).status, 201);
  t.equal((await send(api, '/api/session', proof)).code, 'screen.prove.refused', 'replayed');
  const elsewhere = await screen.proof(api.url, api.url.replace(/\d+$/, '1'));
  t.equal((await send(api, '/api/session', elsewhere)).code, 'screen.prove.refused', 'signed for another port');
  const other = await enrolled(api);
  const mixed = { ...(await screen.proof(api.url)), screenId: other.id };
  t.equal((await send(api, '/api/session', mixed)).code, 'screen.prove.refused', 'another one’s id');
  const nobody = { ...(await screen.proof(api.url)), screenId: randomUUID() };
  t.equal((await send(api, '/api/session', nobody)).code, 'screen.prove.unknown');
  const forged = Buffer.from((await screen.proof(api.url)).nonce, 'base64url');
  forged[30] = (forged[30] ?? 0) ^ 1;
  const withForged = { ...(await screen.proof(api.url)), nonce: forged.toString('base64url') };
  t.equal((await send(api, '/api/session', withForged)).code, 'screen.prove.refused', 'a nonce that is not ours');
  const late = await screen.proof(api.url);
  api.ticker.advance(minutes);
  t.equal((await send(api, '/api/session', late)).code, 'screen.prove.refused', 'too late');
  const twice = await screen.proof(api.url);
  const together = await Promise.all([send(api, '/api/session', twice), send(api, '/api/session', twice)]);
  t.strictSame(together.map(({ status }) => status).sort(), [201, 403], 'two at once with one nonce');
});

void t.test('a screen that is withdrawn is out at once, and for good', async (t) => {
  const api = await startApi(t);
  const screen = await enrolled(api);
  const token = `Screen ${await screen.open(api.url)}`;
  const events = await listen(api, { Authorization: token, Origin: api.url });
  await api.screens.withdraw(screen.id, 'shell');
  t.equal((await events.closed).code, 4401);
  t.equal((await api.get('/api/session', token)).status, 401);
  t.equal((await send(api, '/api/session', await screen.proof(api.url))).code, 'screen.prove.unknown');
});

void t.test('places: no staff at the kiosk, no subscriber’s work at a counter without a login', async (t) => {
  const api = await startApi(t);
  const kiosk = await api.openScreen('kiosk');
  const login = { name: 'lin.yijun', password: 'counter-test-2468' };
  t.equal((await api.post('/api/staff/login', kiosk, login)).code, 'screen.place.other');
  const counter = await api.openScreen('counter');
  t.equal((await api.post('/api/jobs', counter, { kind: 'viewCard', readerId: 'A1' })).code, 'api.session.notStaff');
  t.equal((await api.post('/api/logins', counter, { account: 'a', password: 'b' })).code, 'api.session.notStaff');
  t.strictSame(api.gateway.calls, []);
});

void t.test('another person behind the screen gets another token', async (t) => {
  const api = await startApi(t);
  const before = await api.openScreen();
  const reply = await api.call('DELETE', '/api/authorisations', { headers: { Authorization: before } });
  const token = reply.headers.get('screen-token') ?? '';
  t.match(token, /^[\w-]{43}$/);
  t.equal((await api.get('/api/session', before)).status, 401, 'the one so far is worth nothing');
  t.equal((await api.get('/api/session', `Screen ${token}`)).status, 200);
});

void t.test('one screen that opens many sessions keeps no other one out', async (t) => {
  const api = await startApi(t);
  const greedy = await enrolled(api, 'counter');
  const kiosk = await api.openScreen();
  const listening = [];
  for (let n = 0; n < 8; n++) {
    const token = await greedy.open(api.url);
    listening.push(await listen(api, { Authorization: `Screen ${token}`, Origin: api.url }));
  }
  await t.rejects(greedy.open(api.url), { message: 'api.session.tooMany' });
  t.equal((await api.get('/api/session', kiosk)).status, 200);
  t.match(await api.openScreen(), /^Screen /, 'and another one comes in');
  for (const { socket } of listening) socket.terminate();
});

void t.test('a maintainer makes codes, lists and withdraws; others may not', async (t) => {
  const api = await startApi(t);
  const maintainer = await api.staffOf('wu', 'maintainer');
  const officer = await api.logIn();
  const order = { place: 'kiosk', name: '大廳右側' };
  t.equal((await api.post('/api/screens/codes', officer, order)).code, 'api.session.notPermitted');
  const made = await api.post('/api/screens/codes', maintainer, order);
  t.equal(made.status, 201);
  const screen = await TestScreen.enrol(api.url, (JSON.parse(made.text) as { code: string }).code);
  const { screens } = JSON.parse((await api.get('/api/screens', maintainer)).text) as {
    screens: { id: string; name: string; isThis: boolean }[];
  };
  t.match(
    screens.find(({ id }) => id === screen.id),
    { name: '大廳右側', isThis: false, enrolledBy: 'wu' },
  );
  const remove = (id: string, token: string) =>
    api.call('DELETE', `/api/screens/${id}`, { headers: { Authorization: token } });
  const own = screens.find(({ isThis }) => isThis)?.id ?? '';
  t.equal((await remove(own, maintainer)).code, 'screen.withdraw.own');
  t.equal((await remove(screen.id, officer)).code, 'api.session.notPermitted');
  t.equal((await remove(screen.id, maintainer)).status, 204);
  t.equal((await remove(screen.id, maintainer)).code, 'screen.withdraw.unknown');
});

void t.test('a new token ends the events of the old one', async (t) => {
  const api = await startApi(t);
  const before = await api.openScreen();
  const events = await listen(api, { Authorization: before, Origin: api.url });
  await api.call('DELETE', '/api/authorisations', { headers: { Authorization: before } });
  t.strictSame(await events.closed, { code: 4401, reason: 'renewed' });
});

void t.test('a kiosk is not told of cards in other readers', async (t) => {
  const api = await startApi(t);
  const kiosk = await api.openScreen();
  t.equal((await api.get('/api/staff/card-readers', kiosk)).code, 'screen.place.other');
  t.equal((await api.get('/api/staff/card-readers', await api.openScreen('counter'))).status, 200);
});

void t.test('a login that is under way when its screen is withdrawn opens no session', async (t) => {
  const api = await startApi(t);
  const screen = await enrolled(api, 'counter');
  const { operators } = api.staff;
  const logIn = operators.login.bind(operators);
  operators.login = async (...account) => {
    await api.screens.withdraw(screen.id, 'shell');
    return logIn(...account);
  };
  const reply = await api.enter(officer, `Screen ${await screen.open(api.url)}`);
  t.equal(reply.code, 'screen.prove.unknown');
  t.equal(reply.headers.get('screen-token'), null);
});

void t.test('a request whose body comes after the screen was withdrawn is not served', async (t) => {
  const api = await startApi(t);
  const screen = await enrolled(api);
  const token = await screen.open(api.url);
  const body = JSON.stringify({ kind: 'viewCard', readerId: 'A1' });
  const socket = connect(api.port, '127.0.0.1');
  const head = [
    'POST /api/jobs HTTP/1.1',
    `Host: ${api.host}`,
    `Origin: ${api.url}`,
    `Authorization: Screen ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    `Idempotency-Key: ${randomUUID()}`,
    'Expect: 100-continue',
    'Connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  const [goOn] = (await once(socket, 'data')) as [Buffer];
  t.match(goOn.toString(), /^HTTP\/1\.1 100 /, 'the head was read');
  await api.screens.withdraw(screen.id, 'shell');
  socket.write(body);
  const [first] = (await once(socket, 'data')) as [Buffer];
  t.match(first.toString(), /^HTTP\/1\.1 401 /);
  t.strictSame(api.gateway.calls, []);
  socket.destroy();
});

void t.test('the codes of a maintainer end when the account is changed', async (t) => {
  const api = await startApi(t);
  await api.staffOf('wu', 'maintainer');
  const { code } = await api.screens.makeCode({ place: 'kiosk', name: 'x', by: 'wu' });
  await api.staffOf('lin', 'supervisor');
  await api.staff.accounts.change({ operator: 'lin' }, 'wu', { change: 'disable' });
  await t.rejects(TestScreen.enrol(api.url, code), { message: 'screen.enrol.codeWrong' });
});

void t.test('a kiosk’s page that ended without a word leaves nothing of its visitor behind', async (t) => {
  const api = await startApi(t);
  const screen = await enrolled(api);
  const left = `Screen ${await screen.open(api.url)}`;
  const again = `Screen ${await screen.open(api.url)}`;
  t.equal((await api.get('/api/session', left)).status, 401);
  t.match(api.gateway.ended, [{ kind: 'kiosk' }], 'it was wiped');
  const events = await listen(api, { Authorization: again, Origin: api.url });
  const second = `Screen ${await screen.open(api.url)}`;
  t.equal((await api.get('/api/session', again)).status, 200, 'one that a page listens to stays');
  t.equal((await api.get('/api/session', second)).status, 200);
  events.socket.terminate();
});

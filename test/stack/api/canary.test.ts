/** Passwords and PINs that were posted are found nowhere afterwards: not in the log, not in the database, not in answers. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { curl, officer, startApi } from './support.js';

const canary = {
  pin1: 'CanaryPin1aa',
  pin2: 'CanaryPin2bb',
  old: 'CanaryOld3cc',
  fresh: 'CanaryNew4dd',
  website: 'CanaryWeb5ee',
  login: 'CanaryStaff6ff',
  name: 'canaryname7gg',
  broken: 'CanaryJson8hh',
};

void t.test('no secret is left behind', async (t) => {
  const api = await startApi(t);
  const kiosk = await api.openScreen();
  const staff = await api.logIn();
  const replies = [];
  const orders = [
    {
      kind: 'issueCard',
      readerId: 'A1',
      registrationId: '1',
      pins: { mode: 'chosen', pin1: canary.pin1, pin2: canary.pin2 },
    },
    { kind: 'unblockPin', readerId: 'A1', pin: 1, newPin: canary.fresh },
    { kind: 'changePin', readerId: 'A1', pin: 2, oldPin: canary.old, newPin: canary.fresh },
  ];
  for (const order of orders) {
    replies.push(await api.post('/api/jobs', staff, order));
    api.gateway.nextError = Object.assign(new Error('thrown by a library'), { body: JSON.stringify(order) });
    replies.push(await api.post('/api/jobs', staff, order));
    replies.push(await api.post('/api/jobs', kiosk, { ...order, [canary.broken]: 1, pin: canary.fresh }));
    replies.push(await api.post('/api/jobs', kiosk, { ...order, kind: canary.fresh }));
  }
  const counter = await api.openScreen('counter');
  const answers = [
    { kind: 'enterPins', pins: { mode: 'chosen', pin2: canary.pin2 } },
    { kind: 'authoriseAgain', newPin: canary.fresh },
    { kind: 'tryNewPin', newPin: canary.fresh },
    { kind: 'tryNewPin', newPin: canary.fresh.repeat(10) },
  ];
  for (const answer of answers) replies.push(await api.post('/api/jobs/1/answer', kiosk, answer));
  const authorise = { readerId: 'A1', pin: 1, account: 'someone', password: canary.website };
  replies.push(await api.post('/api/authorisations', kiosk, authorise));
  replies.push(await api.post('/api/authorisations', kiosk, { ...authorise, readerId: null }));
  replies.push(await api.post('/api/staff/login', counter, { name: officer.name, password: canary.login }));
  replies.push(await api.post('/api/staff/login', counter, { name: canary.name, password: canary.login }));
  replies.push(await api.post('/api/staff/login', counter, { name: officer.name, password: { v: canary.login } }));
  const head = { Authorization: await api.openScreen(), 'Idempotency-Key': '00000000-0000-4000-8000-000000000000' };
  for (const [type, body] of [
    ['application/json', `{"newPin":"${canary.broken}"`],
    ['application/json', `"${canary.broken}`],
    ['text/plain', canary.broken],
    ['application/json', JSON.stringify({ pad: ' '.repeat(17_000), pin: canary.broken })],
  ] as const) {
    replies.push(await api.call('POST', '/api/jobs', { body, headers: { ...head, 'Content-Type': type } }));
  }
  await curl('--header', `Authorization: ${head.Authorization}`, `${api.url}/api/jobs?pin=${canary.broken}`);

  t.strictSame([...new Set(replies.map(({ status }) => status))].sort(), [200, 201, 400, 401, 413, 415, 500]);
  t.equal(api.gateway.texts.length, 2 * (2 + 1 + 2) + 3 + 1, 'the secrets did reach the gateway');
  t.ok(api.gateway.secrets.every(({ disposed }) => disposed));

  const log = api.lines.join('');
  t.match(log, /thrown by a library.*unexpected error while answering a request/);
  t.match(log, /"path":"\/api\/jobs"/);
  await api.stop();
  const files = readdirSync(api.folder).filter((name) => name.startsWith('gateway.db'));
  const places = new Map([
    ['log', log],
    ['answers', replies.map(({ text, headers }) => text + JSON.stringify([...headers])).join()],
    ...files.map((name) => [name, readFileSync(join(api.folder, name), 'latin1')] as const),
  ]);
  t.ok(files.includes('gateway.db-wal'), 'the database was looked into while it held everything');
  for (const secret of [...Object.values(canary), officer.password, kiosk.slice(8), staff.slice(8)]) {
    for (const [place, content] of places) t.notOk(content.includes(secret), `${secret.slice(0, 12)} in ${place}`);
  }
});

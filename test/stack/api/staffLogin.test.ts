/** Staff accounts over the real store: hashes, waiting, and answers that tell nothing about who exists. */
import { scryptSync } from 'node:crypto';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { currentParameters, hashPassword } from '../../../daemon/operators/password.js';
import { OperatorsTable, type OperatorRecord } from '../../../daemon/operators/operatorsTable.js';
import { officer, startApi } from './support.js';

const wrong = 'not-the-password';

void t.test('a wrong password and an unknown name look alike', async (t) => {
  const api = await startApi(t);
  const screen = await api.openScreen('counter');
  const attempt = (name: string) => api.enter({ name, password: wrong }, screen);
  const known = await attempt(officer.name);
  const unknown = await attempt('nobody');
  t.equal(known.status, 401);
  t.equal(unknown.text, known.text);
  t.equal(unknown.headers.get('screen-token'), null);
  for (const name of [officer.name, 'nobody']) {
    await attempt(name);
    await attempt(name);
    const waiting = await attempt(name);
    t.match(
      [waiting.status, waiting.code, waiting.headers.get('retry-after')],
      [429, 'staff.login.throttled', '1'],
      name,
    );
  }
  const right = await api.enter(officer, screen);
  t.equal(right.status, 429, 'the right password waits as well');
  api.clock.advance(1_000);
  t.equal((await api.enter(officer, screen)).status, 200);
  const rows = await api.database.all<{ action: string; subject: string }>(
    `SELECT action, subject FROM audit WHERE action LIKE 'staff.%' ORDER BY seq`,
  );
  const subjects = rows.filter(({ action }) => action === 'staff.login.failed').map(({ subject }) => subject);
  t.strictSame(subjects.sort(), ['lin.yijun', 'lin.yijun', 'lin.yijun', 'unknown', 'unknown', 'unknown']);
  t.strictSame(rows.at(-1), { action: 'staff.login', subject: officer.name });
});

void t.test('many at once do not get past the waiting', async (t) => {
  const api = await startApi(t);
  const token = await api.openScreen('counter');
  const guess = { name: officer.name, password: wrong };
  const statuses: number[] = [];
  for (let round = 0; round < 3; round++) {
    const replies = await Promise.all(Array.from({ length: 6 }, () => api.enter(guess, token)));
    statuses.push(...replies.map(({ status }) => status));
  }
  t.equal(statuses.filter((status) => status === 401).length, 3, 'only the free tries were checked');
  t.equal(statuses.filter((status) => status === 429).length, 15);
  t.equal((await api.enter(officer)).status, 200, 'and the same person gets in at another screen');
});

void t.test('accounts', async (t) => {
  const { staff, database, clock } = await startApi(t);
  const { accounts, operators } = staff;
  const asOfficer = () => ({ name: officer.name, password: Secret.fromText(officer.password), screenId: 'S-1' });
  const create = (name: string, password: string) =>
    accounts.createAtShell(name, Secret.fromText(password), 'supervisor');
  await t.rejects(create(officer.name, 'long enough for it'), { code: 'staff.operator.nameTaken' });
  for (const name of ['', 'a', 'Lin', '1in', 'lin yijun', "x';--", 'l'.repeat(33)]) {
    await t.rejects(create(name, 'long enough for it'), { code: 'staff.operator.nameInvalid' }, `"${name}"`);
  }
  await t.rejects(create('chen', '密碼太短'), { code: 'staff.operator.passwordLength' });
  await t.rejects(create('chen', 'x'.repeat(65)), { code: 'staff.operator.passwordLength' });
  for (const name of ['gateway', 'kiosk', 'unknown', 'ra', 'shell', 'maintainer', 'system']) {
    await t.rejects(create(name, 'long enough for it'), { code: 'staff.operator.nameReserved' }, name);
  }
  await t.rejects(create('chen', 'aaaaaaaaaaaa'), { code: 'staff.operator.passwordWeak' });
  await create('chen', '十二個字的密碼寫在這裡了');
  const password = Secret.fromText('十二個字的密碼寫在這裡了');
  const chen = { name: 'chen', role: 'supervisor', ras: null, mustChangePassword: false, version: 1 };
  t.strictSame(await operators.login({ name: ' Chen ', password, screenId: 'S-1' }, (operator) => operator), chen);
  t.ok(password.disposed);

  const table = new OperatorsTable(database);
  const [one, two] = [await table.find('chen'), await table.find(officer.name)];
  t.match(one?.password, currentParameters);
  t.notSame(one?.password.salt, two?.password.salt, 'a salt each');
  t.equal(await table.find('nobody'), null);

  const weak = { cost: 2 ** 10, blockSize: 8, parallelism: 1 };
  const old = await hashPassword(Secret.fromText(officer.password), weak);
  const at = new Date(clock.now()).toISOString();
  await database.transaction((tx) => table.update(tx, { ...(two as OperatorRecord), password: old }, at));
  t.match((await table.find(officer.name))?.password, weak);
  await operators.login(asOfficer(), (operator) => operator);
  t.match((await table.find(officer.name))?.password, currentParameters, 'made again with today’s parameters');
  await operators.login(asOfficer(), (operator) => operator);
});

void t.test('a password is the same however its letters are composed, and one of before still is', async (t) => {
  const { staff, database, clock } = await startApi(t);
  const authenticate = (typed: string) =>
    staff.operators.authenticate({ name: 'chen', password: Secret.fromText(typed), screenId: 'S-1' });
  const [composed, decomposed] = ['crème brûlée à midi', 'crème brûlée à midi'.normalize('NFD')];
  await staff.accounts.createAtShell('chen', Secret.fromText(composed), 'auditor');
  for (const typed of [composed, decomposed, composed.replaceAll(' ', '\u3000')]) {
    t.match(await authenticate(typed), { name: 'chen' });
  }
  const table = new OperatorsTable(database);
  const record = await table.find('chen');
  const parameters = currentParameters;
  const former = Buffer.alloc(16, 7);
  const options = { cost: parameters.cost, blockSize: 8, parallelization: 3, maxmem: 256 * parameters.cost * 8 };
  const hash = scryptSync(decomposed, former, 32, options);
  if (record === null) throw new Error('no account');
  const asTyped = { ...record, password: { ...parameters, salt: former, hash } };
  await database.transaction((tx) => table.update(tx, asTyped, new Date(clock.now()).toISOString()));
  const composedNow = authenticate(composed);
  await t.rejects(composedNow, { code: 'staff.login.refused' }, 'as it was typed only');
  await authenticate(decomposed);
  t.match(await authenticate(composed), { name: 'chen' }, 'normalised since');
});

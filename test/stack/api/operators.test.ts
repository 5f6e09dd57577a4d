/** Staff accounts over the API and the real store: who may keep them, temporary passwords, and nobody locked out. */
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import type { WireOperator, WireSession } from '../../../daemon/contract/messages.js';
import { tokenOf, listen, officer, passwordOf, startApi, type Api, type Reply } from './support.js';

const temporary = 'temporary-2468-x';
const chosen = 'chosen-by-myself-1';

const logIn = (api: Api, name: string, password: string) => api.enter({ name, password });
const listOf = async (api: Api, token: string) =>
  (JSON.parse((await api.get('/api/operators', token)).text) as { operators: WireOperator[] }).operators;
const sessionOf = ({ text }: Reply) => JSON.parse(text) as WireSession;

/** What the audit log says was done with accounts, oldest first. */
async function acts(api: Api): Promise<unknown[]> {
  const rows = await api.database.all<{ actor: string; action: string; subject: string; facts_json: string }>(
    "SELECT actor, action, subject, facts_json FROM audit WHERE action LIKE 'operator.%' ORDER BY seq",
  );
  return rows.map(({ actor, action, subject, facts_json: facts }) => [actor, action, subject, facts]);
}

void t.test('only a supervisor keeps accounts; supervisor and auditor see them', async (t) => {
  const api = await startApi(t);
  const roles = ['counterOfficer', 'batchOperator', 'supervisor', 'maintainer', 'auditor'] as const;
  for (const role of roles) {
    const token = await api.staffOf(`the.${role.toLowerCase()}`, role);
    const sees = role === 'supervisor' || role === 'auditor';
    t.equal((await api.get('/api/operators', token)).status, sees ? 200 : 403, `${role} sees the list`);
    const account = { name: `by.${role.toLowerCase()}`, role: 'counterOfficer', password: temporary };
    const created = await api.post('/api/operators', token, account);
    t.equal(created.status, role === 'supervisor' ? 201 : 403, `${role} creates`);
    const disabled = await api.patch(`/api/operators/${officer.name}`, token, { change: 'disable' });
    t.equal(disabled.status, role === 'supervisor' ? 200 : 403, `${role} disables`);
    if (role !== 'supervisor') t.equal(created.code, 'api.session.notPermitted');
  }
  const kiosk = await api.openScreen();
  t.equal((await api.get('/api/operators', kiosk)).code, 'api.session.notStaff');
});

void t.test('who only looks does no subscriber’s work at the counter', async (t) => {
  const api = await startApi(t);
  const account = { account: 'a', password: 'pass12' };
  const work = [
    ['POST', '/api/logins', account],
    ['POST', '/api/website-password', { account: 'a', oldPassword: 'pass12', newPassword: 'pass34' }],
    ['GET', '/api/record', undefined],
    ['POST', '/api/saves', { serials: ['0A'], target: { kind: 'link' } }],
  ] as const;
  const auditor = await api.staffOf('ho', 'auditor');
  const officerToken = await api.logIn();
  for (const [method, path, body] of work) {
    const ask = (token: string) => (method === 'GET' ? api.get(path, token) : api.post(path, token, body));
    t.equal((await ask(auditor)).code, 'api.session.notPermitted', path);
    for (const token of [officerToken, await api.openScreen()]) {
      t.not((await ask(token)).code, 'api.session.notPermitted', `${path}: an officer may, and a subscriber`);
    }
  }
});

void t.test('a temporary password does nothing but be changed', async (t) => {
  const api = await startApi(t);
  const supervisor = await api.staffOf('wu', 'supervisor');
  const create = (account: object) => api.post('/api/operators', supervisor, account);
  t.equal((await create({ name: 'chen', role: 'supervisor', password: temporary })).code, 'api.request.invalid');
  t.equal((await create({ name: 'chen', role: 'auditor', password: 'short' })).code, 'staff.operator.passwordLength');
  t.equal((await create({ name: 'chen', role: 'counterOfficer', password: temporary })).status, 201);

  const entered = await logIn(api, 'chen', temporary);
  t.match(sessionOf(entered), { role: 'staff', operator: 'chen', restriction: 'changePassword' });
  const token = tokenOf(entered);
  for (const path of ['/api/registrations', '/api/jobs', '/api/approvals']) {
    t.equal((await api.get(path, token)).code, 'staff.password.changeFirst', path);
  }
  t.strictSame(api.gateway.calls, []);
  const screen = await listen(api, { Authorization: token, Origin: api.url });
  const change = (oldPassword: string, newPassword: string) =>
    api.post('/api/staff/password', token, { oldPassword, newPassword });
  t.equal((await change('not-the-old-one', chosen)).code, 'staff.password.wrong');
  t.equal((await change(temporary, temporary)).code, 'staff.password.same');
  t.equal((await change(temporary, 'short')).code, 'staff.operator.passwordLength');
  const changed = await change(temporary, chosen);
  t.match(sessionOf(changed), { operator: 'chen', restriction: null });
  t.ok(sessionOf(changed).permissions.includes('issue'));
  t.equal((await screen.closed).code, 4401, 'whoever was in with the old password is out');
  t.equal((await api.get('/api/registrations', token)).status, 401, 'and its token is dead');
  t.equal((await api.get('/api/registrations', tokenOf(changed))).status, 200);
  t.equal((await logIn(api, 'chen', temporary)).code, 'staff.login.refused');
  t.equal(sessionOf(await logIn(api, 'chen', chosen)).restriction, null);

  t.equal(
    (await api.patch('/api/operators/chen', supervisor, { change: 'password', password: temporary })).status,
    200,
  );
  t.equal((await api.get('/api/registrations', tokenOf(changed))).status, 401, 'a reset ends the sessions');
  t.match(await listOf(api, supervisor), [{ name: 'chen', mustChangePassword: true }, {}, {}]);
  t.strictSame((await acts(api)).at(-1), ['wu', 'operator.passwordReset', 'chen', '{}']);
  const whole = JSON.stringify(await api.database.all('SELECT * FROM audit')) + api.lines.join('');
  for (const secret of [temporary, chosen]) t.notOk(whole.includes(secret), 'no password on the record or in the log');
});

void t.test('wrong old passwords make the next try wait, as logins do', async (t) => {
  const api = await startApi(t);
  const token = await api.logIn();
  const guess = () => api.post('/api/staff/password', token, { oldPassword: 'guess-guess-1', newPassword: chosen });
  for (let i = 0; i < 3; i++) t.equal((await guess()).code, 'staff.password.wrong');
  t.equal((await guess()).code, 'staff.login.throttled');
  t.equal((await api.enter(officer, token)).code, 'staff.login.throttled', 'as long as it is this screen');
  t.equal((await api.enter(officer)).status, 200);
});

void t.test('disabling ends what the account was doing, and it is told so only with its password', async (t) => {
  const api = await startApi(t);
  const supervisor = await api.staffOf('wu', 'supervisor');
  const token = await api.logIn();
  const change = (order: object) => api.patch(`/api/operators/${officer.name}`, supervisor, order);
  t.match(JSON.parse((await change({ change: 'disable' })).text), { operator: { name: officer.name, enabled: false } });
  t.equal((await api.get('/api/registrations', token)).status, 401);
  t.equal((await logIn(api, officer.name, officer.password)).code, 'staff.login.disabled');
  t.equal((await logIn(api, officer.name, 'not-the-password')).code, 'staff.login.refused');
  t.equal((await change({ change: 'enable' })).status, 200);
  t.equal((await change({ change: 'role', role: 'auditor' })).status, 200);
  const again = await logIn(api, officer.name, officer.password);
  t.match(sessionOf(again), { staffRole: 'auditor', permissions: ['view', 'reports', 'audit'] });
  t.equal((await change({ change: 'role', role: 'king' })).code, 'api.request.invalid');
  t.equal((await api.patch('/api/operators/nobody', supervisor, { change: 'disable' })).code, 'staff.operator.unknown');
  t.match((await acts(api)).slice(-3), [
    ['wu', 'operator.disabled', officer.name],
    ['wu', 'operator.enabled', officer.name],
    ['wu', 'operator.roleChanged', officer.name, '{"role":"auditor"}'],
  ]);
});

void t.test('a change of the account ends the logins that are under way', async (t) => {
  const api = await startApi(t);
  await api.staffOf('wu', 'supervisor');
  const { accounts, operators } = api.staff;
  const changes = [
    { change: 'disable' },
    { change: 'role', role: 'auditor' },
    { change: 'password', password: Secret.fromText(temporary) },
  ] as const;
  const opens = (): void => {
    t.fail('a session was opened');
  };
  for (const [index, change] of changes.entries()) {
    const name = `chen${index}`;
    const password = (): Secret => Secret.fromText(passwordOf(name));
    await accounts.createAtShell(name, password(), 'counterOfficer');
    const checked = await operators.authenticate({ name, password: password(), screenId: 'S-1' });
    const own = operators.changePassword(name, {
      screenId: 'S-2',
      oldPassword: password(),
      newPassword: Secret.fromText(chosen),
      open: opens,
    });
    // Both follow on a password that was right, and find the account changed.
    await accounts.change({ operator: 'wu' }, name, change);
    const late = operators.enter(checked, { action: 'staff.login', facts: {} }, opens);
    await t.rejects(late, { code: 'staff.login.changed' }, change.change);
    await t.rejects(own, { code: /staff\.(login\.changed|login\.disabled|password\.wrong)/ }, change.change);
  }
  await accounts.createAtShell('ho', Secret.fromText(passwordOf('ho')), 'counterOfficer');
  const [reply] = await Promise.all([
    api.enter({ name: 'ho', password: passwordOf('ho') }),
    accounts.change({ operator: 'wu' }, 'ho', { change: 'disable' }),
  ]);
  const token = tokenOf(reply);
  if (token !== '') t.equal((await api.get('/api/registrations', token)).status, 401, 'at whatever moment');
});

void t.test('nobody locks himself or everybody out, or takes over another supervisor', async (t) => {
  const api = await startApi(t);
  const wu = await api.staffOf('wu', 'supervisor');
  const change = (name: string, order: object) => api.patch(`/api/operators/${name}`, wu, order);
  t.equal((await change('wu', { change: 'disable' })).code, 'staff.operator.yourself');
  t.equal((await change('wu', { change: 'role', role: 'auditor' })).code, 'staff.operator.yourself');
  t.equal((await change('wu', { change: 'password', password: temporary })).code, 'staff.operator.yourself');
  await api.staffOf('lee', 'supervisor');
  t.equal((await change('lee', { change: 'password', password: temporary })).code, 'staff.operator.supervisorsOwn');
  t.equal((await change('lee', { change: 'unbindCard' })).code, 'staff.operator.supervisorsOwn');

  // Each disables the other in the same moment: one of them stays.
  const { accounts } = api.staff;
  const each = await Promise.allSettled([
    accounts.change({ operator: 'wu', approvedBy: 'lee' }, 'lee', { change: 'disable' }),
    accounts.change({ operator: 'lee', approvedBy: 'wu' }, 'wu', { change: 'role', role: 'maintainer' }),
  ]);
  t.strictSame(each.map(({ status }) => status), ['fulfilled', 'rejected']); // prettier-ignore
  t.match(each[1], { reason: { code: 'staff.operator.lastSupervisor', facts: { name: 'wu' } } });
});

void t.test('whatever weakens or revives a supervisor takes two who are two', async (t) => {
  const api = await startApi(t);
  const wu = await api.staffOf('wu', 'supervisor');
  const lee = await api.staffOf('lee', 'supervisor');
  const ask = async (token: string, name: string, order: object) => {
    const reply = await api.patch(`/api/operators/${name}`, token, order);
    const { approval } = JSON.parse(reply.text) as { approval?: { id: string; state: string } };
    t.equal(approval?.state, 'pending', JSON.stringify(order));
    return approval?.id ?? '';
  };
  const approve = (token: string, id: string) =>
    api.post(`/api/approvals/${id}/decision`, token, { decision: 'approve' });
  await ask(wu, 'lee', { change: 'role', role: 'auditor' });
  const disable = await ask(wu, 'lee', { change: 'disable' });
  const listed = (await listOf(api, wu)).find(({ name }) => name === 'lee');
  t.match(listed, { role: 'supervisor', enabled: true }, 'nothing is changed by one');
  const alone = { operator: 'wu' };
  await t.rejects(api.staff.accounts.change(alone, 'lee', { change: 'disable' }), { code: 'staff.operator.takesTwo' });
  const li = await api.staffOf('li', 'supervisor');
  t.equal((await approve(li, disable)).status, 200);
  t.equal((await api.get('/api/operators', lee)).status, 401);
  const enable = await ask(wu, 'lee', { change: 'enable' });
  t.equal((await approve(li, enable)).status, 200);

  // wu has changed the account of lee: for a day they are not two people.
  const again = tokenOf(await logIn(api, 'lee', passwordOf('lee')));
  await api.staffOf('chen', 'counterOfficer');
  const promote = await ask(wu, 'chen', { change: 'role', role: 'supervisor' });
  t.equal((await approve(again, promote)).code, 'staff.approval.accountChanged');
  api.clock.advance(25 * 60 * 60_000);
  const [late, lateLee] = [tokenOf(await logIn(api, 'wu', passwordOf('wu'))), tokenOf(await logIn(api, 'lee', passwordOf('lee')))]; // prettier-ignore
  t.equal((await approve(lateLee, await ask(late, 'chen', { change: 'role', role: 'supervisor' }))).status, 200);

  // Nor may somebody approve what he asks for with an account whose password he has set.
  await api.staffOf('ho', 'counterOfficer');
  t.equal((await api.patch('/api/operators/ho', late, { change: 'password', password: temporary })).status, 200);
  api.staff.approvals.register({
    name: 'test.revoke',
    permission: 'revoke',
    describe: () => ({ 'zh-TW': '', en: '' }),
    execute: () => Promise.resolve({}),
  });
  const ho = { kind: 'staff', sessionId: 'ho', operator: 'ho', role: 'counterOfficer', ras: null } as const;
  const { id } = await api.staff.approvals.ask(ho, { action: 'test.revoke', subject: '0A', facts: {} });
  t.equal((await approve(late, id)).code, 'staff.approval.accountChanged');
  t.equal((await approve(lateLee, id)).status, 200);
});

void t.test('the first supervisor is made at the shell, once', async (t) => {
  const { staff } = await startApi(t);
  const first = await staff.accounts.createFirstSupervisor('wu', Secret.fromText(passwordOf('wu')));
  t.match(first, { name: 'wu', role: 'supervisor', mustChangePassword: false });
  const second = Secret.fromText(passwordOf('lee'));
  await t.rejects(staff.accounts.createFirstSupervisor('lee', second), {
    code: 'staff.operator.supervisorExists',
    facts: { name: 'wu' },
  });
  t.ok(second.disposed);
});

/** Second-person approval over the API and the real store. */
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import type { WireApproval } from '../../../daemon/contract/messages.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import type { ApprovalAction } from '../../../daemon/operators/approvals.js';
import { createStaff } from '../../../daemon/operators/staff.js';
import { tokenOf, listen, passwordOf, startApi, type Api } from './support.js';

const minutes = 60_000;
const actor = (operator: string, role: 'counterOfficer' | 'supervisor' = 'counterOfficer') =>
  ({ kind: 'staff', sessionId: operator, operator, role, ras: null }) as const;

const listOf = async (api: Api, token: string) =>
  (JSON.parse((await api.get('/api/approvals', token)).text) as { approvals: WireApproval[] }).approvals;
const approvalOf = ({ text }: { text: string }) => (JSON.parse(text) as { approval: WireApproval }).approval;

/** Something an officer may ask for: it fails as often as `failures` says, and remembers who did it. */
function testAction(failures = 0): ApprovalAction & { readonly done: unknown[] } {
  let left = failures;
  const done: unknown[] = [];
  return {
    done,
    name: 'test.revoke',
    permission: 'revoke',
    describe: ({ serial }) => ({ 'zh-TW': `廢止 ${String(serial)}`, en: `Revoke ${String(serial)}` }),
    execute: (facts, by) => {
      if (left-- > 0) return Promise.reject(new Failure('card.transport.timeout'));
      done.push([facts, by]);
      return Promise.resolve({ revoked: true });
    },
  };
}

const request = { action: 'test.revoke', subject: '0A1B', facts: { serial: '0A1B', reason: 'keyCompromise' } };

void t.test('making a supervisor needs another supervisor, while there is one', async (t) => {
  const api = await startApi(t);
  const wu = await api.staffOf('wu', 'supervisor');
  await api.staffOf('chen', 'counterOfficer');
  await api.staffOf('ho', 'auditor');
  const promote = (name: string) => api.patch(`/api/operators/${name}`, wu, { change: 'role', role: 'supervisor' });
  t.match(JSON.parse((await promote('ho')).text), { operator: { role: 'supervisor' } }, 'wu is the only one so far');

  const asked = await promote('chen');
  const { id } = approvalOf(asked);
  t.match(approvalOf(asked), {
    state: 'pending',
    action: 'operator.makeSupervisor',
    subject: 'chen',
    description: { 'zh-TW': '將 chen 設為主管', en: 'Make chen a supervisor' },
    askedBy: 'wu',
    expiresAt: '2025-01-01T00:15:00.000Z',
  });
  t.equal(approvalOf(await promote('chen')).id, id, 'asked twice is asked once');
  const decide = (token: string, decision: string) =>
    api.post(`/api/approvals/${id}/decision`, token, { decision, reason: ' 已確認 ' });
  t.equal((await decide(wu, 'approve')).code, 'staff.approval.samePerson');
  const officer = await api.logIn();
  t.equal((await decide(officer, 'approve')).code, 'api.session.notPermitted');
  t.strictSame(await listOf(api, officer), [], 'not theirs to see');

  const li = await api.staffOf('li', 'supervisor');
  const screens = [
    await listen(api, { Authorization: li, Origin: api.url }),
    await listen(api, { Authorization: wu, Origin: api.url }),
  ];
  t.match(await listOf(api, li), [{ id, state: 'pending' }]);
  t.match(approvalOf(await decide(li, 'approve')), { state: 'done', decidedBy: 'li', reason: '已確認' });
  for (const screen of screens) await screen.until('approvals');
  t.equal((await decide(li, 'approve')).code, 'staff.approval.stateOther', 'used once');
  t.equal((await decide(li, 'reject')).code, 'staff.approval.stateOther');
  const operators = await api.staff.accounts.list();
  t.match(operators.find(({ name }) => name === 'chen'), { role: 'supervisor' }); // prettier-ignore
  const rows = await api.database.all<{ actor: string; action: string; facts_json: string }>(
    "SELECT actor, action, facts_json FROM audit WHERE subject = 'chen' AND action NOT LIKE 'staff.%' ORDER BY seq",
  );
  t.match(rows.slice(1), [
    { actor: 'wu', action: 'approval.asked' },
    { actor: 'li', action: 'approval.approved', facts_json: /"askedBy":"wu","decidedBy":"li"/ },
    { actor: 'wu', action: 'operator.roleChanged', facts_json: '{"role":"supervisor","approvedBy":"li"}' },
    { actor: 'wu', action: 'approval.done' },
  ]);
});

void t.test('the second person at the same screen', async (t) => {
  const api = await startApi(t);
  const action = testAction();
  api.staff.approvals.register(action);
  const chen = await api.staffOf('chen', 'counterOfficer');
  const other = await api.staffOf('huang', 'counterOfficer');
  await api.staffOf('wu', 'supervisor');
  const { id } = await api.staff.approvals.ask(actor('chen'), request);
  const here = (token: string, name: string, password = passwordOf(name)) =>
    api.post(`/api/approvals/${id}/approval-here`, token, { by: 'password', name, password });
  t.equal((await here(other, 'wu')).code, 'staff.approval.notYours', 'at the screen of who asked only');
  t.equal((await here(chen, 'chen')).code, 'api.session.notPermitted');
  t.equal((await here(chen, 'huang')).code, 'api.session.notPermitted', 'the second person needs the right as well');
  for (let i = 0; i < 3; i++) t.equal((await here(chen, 'wu', 'not-the-password')).code, 'staff.login.refused');
  t.equal((await here(chen, 'wu')).code, 'staff.login.throttled', 'throttled as logins are');
  api.clock.advance(1_000);
  t.match(approvalOf(await here(chen, 'wu')), { state: 'done', decidedBy: 'wu', result: { revoked: true } });
  t.strictSame(action.done, [[request.facts, { approvalId: id, askedBy: 'chen', approvedBy: 'wu' }]]);
  t.match(JSON.parse((await api.get('/api/session', chen)).text), { operator: 'chen' }, 'the session is the same');

  await api.staff.accounts.change({ operator: 'gateway' }, 'huang', { change: 'role', role: 'supervisor' });
  const { id: own } = await api.staff.approvals.ask(actor('huang', 'supervisor'), request);
  const again = await api.staffOf('lee', 'supervisor');
  t.equal((await api.post(`/api/approvals/${own}/approval-here`, again, { by: 'password', name: 'huang', password: passwordOf('huang') })).code, 'staff.approval.notYours'); // prettier-ignore
  const huang = await api.staff.operators.authenticate({
    name: 'huang',
    password: Secret.fromText(passwordOf('huang')),
    screenId: 'S-1',
  });
  await t.rejects(api.staff.approvals.approveHere(actor('huang', 'supervisor'), own, { second: huang, reason: '' }), {
    code: 'staff.approval.samePerson',
  });
});

void t.test('what fails is tried again by who asked, with the same key, and done once', async (t) => {
  const api = await startApi(t);
  const action = testAction(2);
  api.staff.approvals.register(action);
  const chen = await api.staffOf('chen', 'counterOfficer');
  const wu = await api.staffOf('wu', 'supervisor');
  const { id } = await api.staff.approvals.ask(actor('chen'), request);
  const decided = await api.post(`/api/approvals/${id}/decision`, wu, { decision: 'approve' });
  t.match(approvalOf(decided), { state: 'approved', failure: { code: 'card.transport.timeout' } });
  const execute = (token: string) => api.post(`/api/approvals/${id}/execution`, token, {});
  t.equal((await execute(wu)).code, 'staff.approval.notYours');
  api.clock.advance(14 * minutes);
  t.match(approvalOf(await execute(chen)), { state: 'approved' }, 'for a while it may be done later');
  const [one, two] = await Promise.all([1, 2].map(() => api.staff.approvals.execute(actor('chen'), id)));
  t.match([one?.state, two?.state], ['done', 'done'], 'two clicks are one attempt');
  t.strictSame(action.done, [[request.facts, { approvalId: id, askedBy: 'chen', approvedBy: 'wu' }]]);
  t.equal((await execute(chen)).code, 'staff.approval.stateOther');
});

void t.test('time passes, people change their minds', async (t) => {
  const api = await startApi(t);
  api.staff.approvals.register(testAction());
  const chen = await api.staffOf('chen', 'counterOfficer');
  const wu = await api.staffOf('wu', 'supervisor');
  const ask = () => api.staff.approvals.ask(actor('chen'), request);
  const late = await ask();
  api.clock.advance(15 * minutes);
  t.equal((await api.post(`/api/approvals/${late.id}/decision`, wu, { decision: 'approve' })).code, 'staff.approval.expired'); // prettier-ignore
  t.match(await listOf(api, wu), [{ id: late.id, state: 'expired' }]);
  const taken = await ask();
  t.not(taken.id, late.id, 'what expired is asked for anew');
  const withdraw = (token: string) => api.post(`/api/approvals/${taken.id}/withdrawal`, token, {});
  t.equal((await withdraw(wu)).code, 'staff.approval.notYours');
  t.match(approvalOf(await withdraw(chen)), { state: 'withdrawn' });
  t.equal((await api.post(`/api/approvals/${taken.id}/decision`, wu, { decision: 'approve' })).code, 'staff.approval.stateOther'); // prettier-ignore
  const refused = await ask();
  const rejection = { decision: 'reject', reason: '資料不符' };
  t.match(approvalOf(await api.post(`/api/approvals/${refused.id}/decision`, wu, rejection)), { state: 'rejected', reason: '資料不符' }); // prettier-ignore
  t.equal((await api.get('/api/approvals', await api.openScreen())).code, 'api.session.notStaff');
  t.equal((await api.post('/api/approvals/none/withdrawal', chen, {})).code, 'staff.approval.unknown');
  await t.rejects(api.staff.approvals.ask({ ...actor('ho'), role: 'auditor' }, request), {
    code: 'api.session.notPermitted',
  });
  api.clock.advance(25 * 60 * minutes);
  t.strictSame(
    await listOf(api, tokenOf(await api.enter({ name: 'wu', password: passwordOf('wu') }))),
    [],
    'after a day the list is empty',
  );
});

void t.test('a request survives a restart, also one that was approved and not done', async (t) => {
  const api = await startApi(t);
  const before = testAction(1);
  api.staff.approvals.register(before);
  await api.staffOf('chen', 'counterOfficer');
  await api.staffOf('wu', 'supervisor');
  const { id } = await api.staff.approvals.ask(actor('chen'), request);
  const restarted = (action: ApprovalAction) => {
    const { database, clock } = api;
    const { approvals } = createStaff({ ...api.staffParts, database, clock });
    approvals.register(action);
    return approvals;
  };
  const failed = await restarted(before).decide(actor('wu', 'supervisor'), id, { decision: 'approve', reason: '' });
  t.equal(failed.state, 'approved');
  const after = testAction();
  t.match(await restarted(after).execute(actor('chen'), id), { state: 'done' });
  t.match(after.done, [[request.facts, { approvalId: id, approvedBy: 'wu' }]]);
});

void t.test('what could not be done lapses, and is done for nobody who lost the right to it', async (t) => {
  const api = await startApi(t);
  const action = testAction(3);
  api.staff.approvals.register(action);
  const chen = await api.staffOf('chen', 'counterOfficer');
  await api.staffOf('wu', 'supervisor');
  const { approvals, accounts } = api.staff;
  const approved = async (): Promise<string> => {
    const { id } = await approvals.ask(actor('chen'), request);
    await approvals.decide(actor('wu', 'supervisor'), id, { decision: 'approve', reason: '' });
    return id;
  };
  const shell = { operator: 'gateway' };
  const lapsed = await approved();
  api.clock.advance(15 * minutes);
  t.equal((await api.post(`/api/approvals/${lapsed}/execution`, chen, {})).code, 'staff.approval.stateOther');
  t.match(await listOf(api, chen), [{ id: lapsed, state: 'expired', failure: { code: 'card.transport.timeout' } }]);

  const demoted = await approved();
  await accounts.change(shell, 'chen', { change: 'role', role: 'auditor' });
  await t.rejects(approvals.execute(actor('chen'), demoted), {
    code: 'staff.approval.rightsLost',
    facts: { operator: 'chen' },
  });
  await accounts.change(shell, 'chen', { change: 'role', role: 'counterOfficer' });
  await t.rejects(accounts.change(shell, 'wu', { change: 'disable' }), { code: 'staff.operator.lastSupervisor' });
  await api.staffOf('li', 'supervisor');
  await accounts.change(shell, 'wu', { change: 'disable' });
  await t.rejects(approvals.execute(actor('chen'), demoted), {
    code: 'staff.approval.rightsLost',
    facts: { operator: 'wu' },
  });

  const { id } = await approvals.ask(actor('chen'), { ...request, subject: 'other' });
  const decide = approvals.decide(actor('wu', 'supervisor'), id, { decision: 'approve', reason: '' });
  await t.rejects(decide, { code: 'staff.approval.rightsLost' }, 'nor approved with a right that is gone');
  t.strictSame(action.done, []);
});

void t.test('approved and withdrawn at the same moment: one of them happens', async (t) => {
  const api = await startApi(t);
  const action = testAction();
  api.staff.approvals.register(action);
  await api.staffOf('chen', 'counterOfficer');
  await api.staffOf('wu', 'supervisor');
  const { approvals } = api.staff;
  for (let round = 0; round < 10; round++) {
    const { id } = await approvals.ask(actor('chen'), { ...request, subject: `${round}` });
    const before = action.done.length;
    const decide = approvals.decide(actor('wu', 'supervisor'), id, { decision: 'approve', reason: '' });
    for (let turn = 0; turn < round; turn++) await new Promise(setImmediate);
    await Promise.allSettled([decide, approvals.withdraw(actor('chen'), id)]);
    const { state } = (await approvals.list(actor('chen'))).find((one) => one.id === id) ?? {};
    t.equal(action.done.length - before, state === 'done' ? 1 : 0, `it is ${state ?? 'lost'}`);
  }
});

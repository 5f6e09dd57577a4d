/** Approvals at the screen of whoever asked, second thoughts, and who sees which request. */
import { join } from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { Audit } from '../../../daemon/audit/audit.js';
import type { StaffRole } from '../../../daemon/contract/messages.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import { Approvals } from '../../../daemon/operators/approvals.js';
import { OperatorsTable } from '../../../daemon/operators/operatorsTable.js';
import { StaffRights } from '../../../daemon/operators/staffRights.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';
import { addAccount } from './accounts.js';

const database = await openDatabase(join(t.testdir(), 'gateway.db'), migrationsFolder);
t.teardown(() => database.close());
const clock = { ms: Date.parse('2026-03-01T02:00:00Z'), now: () => clock.ms };
const table = new OperatorsTable(database);
const done: string[] = [];
const refused: unknown[] = [];
let changes = 0;
let away = false;
const approvals = new Approvals({
  ...{ database, audit: new Audit(database, clock), clock, minutes: 15, logger: pino({ level: 'silent' }) },
  changed: () => void (changes += 1),
  ticker: { nowMs: () => 0, after: () => () => undefined },
  rights: new StaffRights(table, clock, 24),
});
approvals.register({
  name: 'test.revoke',
  permission: 'revoke',
  describe: ({ name }) => ({ 'zh-TW': String(name), en: String(name) }),
  execute: (_facts, { askedBy, approvedBy }) => {
    if (away) return Promise.reject(new Failure('ra.request.unavailable'));
    return Promise.resolve((done.push(`${askedBy} ${approvedBy}`), {}));
  },
  refused: (facts) => Promise.resolve(void refused.push(facts)),
});
const roles = { lin: 'counterOfficer', chen: 'counterOfficer', wu: 'supervisor', su: 'auditor' } as const;
for (const [name, role] of Object.entries(roles)) await addAccount(table, database, { name, role });
const staff = (operator: string, role: StaffRole = 'counterOfficer') =>
  ({ kind: 'staff', sessionId: operator, operator, role, ras: null }) as const;
const [lin, chen, boss] = [staff('lin'), staff('chen'), staff('wu', 'supervisor')];
const second = { name: 'wu', role: 'supervisor', ras: null, mustChangePassword: false, version: 1 } as const;
let number = 0;
const ask = () => approvals.ask(lin, { action: 'test.revoke', subject: `${++number}`, facts: { name: `${number}` } });

await t.test('the same request of the same person is one request', async (t) => {
  const { id, expiresAt, description } = await ask();
  t.equal(expiresAt, new Date(clock.ms + 15 * 60_000).toISOString());
  t.equal(description.en, '1');
  number -= 1;
  t.equal((await ask()).id, id);
  t.equal(changes, 2);
  await t.rejects(approvals.ask(staff('su', 'auditor'), { action: 'test.revoke', subject: '', facts: {} }), {
    code: 'api.session.notPermitted',
  });
});

await t.test(
  'a second person at the asker’s screen: authenticated, with the right, unchanged, and done at once',
  async (t) => {
    const { id } = await ask();
    const here = (who: typeof lin, by: Parameters<Approvals['approveHere']>[2]['second']) =>
      approvals.approveHere(who, id, { second: by, reason: 'seen' });
    await t.rejects(here(chen, second), { code: 'staff.approval.notYours', facts: { askedBy: 'lin' } });
    await t.rejects(here(lin, { ...second, mustChangePassword: true }), { code: 'staff.password.changeFirst' });
    await t.rejects(here(lin, { ...second, role: 'counterOfficer' }), { code: 'api.session.notPermitted' });
    await t.rejects(here(lin, { ...second, version: 2 }), { code: 'staff.login.changed' });
    t.strictSame(done, []);
    t.match(await here(lin, second), { state: 'done', decidedBy: 'wu', reason: 'seen' });
    t.strictSame(done.splice(0), ['lin wu']);
    await t.rejects(approvals.forApprovalHere(lin, id), { code: 'staff.approval.stateOther' }, 'before a PIN is typed');
    await t.rejects(approvals.forApprovalHere(lin, 'no such'), { code: 'staff.approval.unknown' });
    await t.rejects(approvals.execute(chen, id), { code: 'staff.approval.notYours' });
  },
);

await t.test('what was approved and failed is tried again by whoever asked', async (t) => {
  const { id } = await ask();
  away = true;
  const decision = { decision: 'approve', reason: '' } as const;
  t.match(await approvals.decide(boss, id, decision), {
    state: 'approved',
    failure: { code: 'ra.request.unavailable' },
  });
  t.match(await approvals.execute(lin, id), { state: 'approved' }, 'and again');
  away = false;
  t.match(await approvals.execute(lin, id), { state: 'done', failure: null });
  t.strictSame(done.splice(0), ['lin wu']);
});

await t.test('rejected, withdrawn, expired: nothing is done, and its part is told', async (t) => {
  refused.length = 0;
  const [first, other, late] = [await ask(), await ask(), await ask()];
  t.match(await approvals.decide(boss, first.id, { decision: 'reject', reason: 'no' }), {
    state: 'rejected',
    reason: 'no',
  });
  await t.rejects(approvals.withdraw(chen, other.id), { code: 'staff.approval.notYours' });
  t.match(await approvals.withdraw(lin, other.id), { state: 'withdrawn' });
  clock.ms += 15 * 60_000 - 1;
  await approvals.expireDue();
  t.match(
    (await approvals.list(lin)).find(({ id }) => id === late.id),
    { state: 'pending' },
  );
  clock.ms += 1;
  t.match(
    (await approvals.list(lin)).find(({ id }) => id === late.id),
    { state: 'expired' },
  );
  t.match(refused.slice(0, 2), [{ name: first.subject }, { name: other.subject }]);
  t.ok(refused.some((facts) => (facts as { name: string }).name === late.subject));
  t.strictSame(done, []);
});

await t.test('everybody sees the own requests; who approves or audits sees all, for a day', async (t) => {
  const { id } = await ask();
  const sees = async (actor: typeof lin) => (await approvals.list(actor)).some((one) => one.id === id);
  t.strictSame(await Promise.all([lin, boss, staff('su', 'auditor'), chen].map(sees)), [true, true, true, false]);
  await approvals.withdraw(lin, id);
  clock.ms += 24 * 60 * 60_000 - 1;
  t.ok(await sees(boss));
  clock.ms += 1;
  t.notOk(await sees(boss));
});
t.end();

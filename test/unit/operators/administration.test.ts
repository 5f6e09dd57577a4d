/** Changes of accounts by supervisors: which are made at once, which wait for a second person, and what that person is told. */
import { join } from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import { Secret } from '../../../base/secret.js';
import { Audit } from '../../../daemon/audit/audit.js';
import type { StaffRole } from '../../../daemon/contract/messages.js';
import { StaffAdministration, type OperatorOrder } from '../../../daemon/operators/administration.js';
import { Approvals } from '../../../daemon/operators/approvals.js';
import { OperatorsTable } from '../../../daemon/operators/operatorsTable.js';
import { StaffAccounts } from '../../../daemon/operators/staffAccounts.js';
import type { StaffCards } from '../../../daemon/operators/staffCards.js';
import { StaffRights } from '../../../daemon/operators/staffRights.js';
import { addAccount } from './accounts.js';

const database = await openDatabase(join(t.testdir(), 'gateway.db'), projectPath('daemon', 'store', 'migrations'));
t.teardown(() => database.close());
const clock = { now: () => Date.parse('2026-03-01T02:00:00Z') };
const table = new OperatorsTable(database);
const audit = new Audit(database, clock);
const accounts = new StaffAccounts(database, audit, clock);
const approvals = new Approvals({
  ...{ database, audit, clock, minutes: 15, logger: pino({ level: 'silent' }), changed: () => undefined },
  ticker: { nowMs: () => 0, after: () => () => undefined },
  rights: new StaffRights(table, clock, 24),
});
/** The card in the reader `a`. */
const cards = { read: (readerId: string) => Promise.resolve({ keySha256: `in ${readerId}`, serial: '01AB' }) };
const administration = new StaffAdministration({ accounts, approvals, cards: cards as unknown as StaffCards });

const staff = (operator: string, role: StaffRole = 'supervisor') =>
  ({ kind: 'staff', sessionId: operator, operator, role, ras: null }) as const;

async function officeOf(people: Readonly<Record<string, StaffRole>>): Promise<void> {
  await database.run('DELETE FROM operator');
  for (const [name, role] of Object.entries(people)) await addAccount(table, database, { name, role });
}
const [one, two]: Readonly<Record<string, StaffRole>>[] = [
  { lin: 'counterOfficer', wu: 'supervisor' },
  { lin: 'counterOfficer', wu: 'supervisor', chen: 'supervisor', su: 'supervisor' },
];

await t.test(
  'what makes, weakens or revives a supervisor waits for a second one, and is then done as asked',
  async (t) => {
    await officeOf(two ?? {});
    const disabled = { role: 'supervisor', enabled: false } as const;
    const rows: readonly [name: string, order: OperatorOrder, en: RegExp, zh: RegExp, becomes: object][] = [
      ['su', { change: 'disable' }, /^Disable the account of the supervisor su$/, /^停用主管 su 的帳號$/, disabled],
      [
        ...(['su', { change: 'enable' }, /^Enable the account of the supervisor su$/, /^啟用主管 su 的帳號$/] as const),
        { role: 'supervisor', enabled: true },
      ],
      [
        ...(['su', { change: 'role', role: 'auditor' }, /supervisor role from su\..*auditor/, /su.*稽核/] as const),
        { role: 'auditor', enabled: true },
      ],
      [
        ...(['lin', { change: 'role', role: 'supervisor' }, /^Make lin a supervisor$/, /^將 lin 設為主管$/] as const),
        { role: 'supervisor', enabled: true },
      ],
    ];
    for (const [name, order, en, zh, becomes] of rows) {
      const before = await table.find(name);
      const outcome = await administration.change(staff('wu'), name, order);
      if (!('approval' in outcome)) throw new Error(`${name}: nobody was asked`);
      const { id, subject, description, askedBy, state } = outcome.approval;
      t.match({ subject, askedBy, state, description }, { subject: name, askedBy: 'wu', state: 'pending', description: { en, 'zh-TW': zh } }); // prettier-ignore
      t.strictSame(await table.find(name), before, 'until then nothing changes');
      const done = await approvals.decide(staff('chen'), id, { decision: 'approve', reason: '' });
      t.match(done, { state: 'done', result: becomes });
      t.match(await table.find(name), becomes);
    }
  },
);

await t.test('other changes, and those of an only supervisor, are made at once', async (t) => {
  await officeOf(one ?? {});
  const by = staff('wu');
  for (const [order, becomes] of [
    [{ change: 'disable' }, { enabled: false }],
    [{ change: 'enable' }, { enabled: true }],
    [{ change: 'role', role: 'auditor' }, { role: 'auditor' }],
    [{ change: 'bindCard', readerId: 'a' }, { card: { keySha256: 'in a', serial: '01AB' } }],
    [{ change: 'unbindCard' }, { card: null }],
    [{ change: 'role', role: 'supervisor' }, { role: 'supervisor' }],
  ] as const satisfies [OperatorOrder, object][]) {
    t.match(await administration.change(by, 'lin', order), { operator: { name: 'lin' } }, order.change);
    t.match(await table.find('lin'), becomes, order.change);
  }
  await officeOf(two ?? {});
  t.match(await administration.change(by, 'lin', { change: 'disable' }), { operator: { enabled: false } });
});

await t.test('what would be refused is not asked for, and a password is zeroed', async (t) => {
  await officeOf(two ?? {});
  await t.rejects(administration.change(staff('wu'), 'wu', { change: 'disable' }), { code: 'staff.operator.yourself' });
  await t.rejects(administration.change(staff('wu'), 'nobody', { change: 'disable' }), {
    code: 'staff.operator.unknown',
  });
  t.strictSame(await approvals.list(staff('wu')).then((all) => all.filter(({ state }) => state === 'pending')), []);
  const password = Secret.fromText('counter-test-2468');
  await t.rejects(administration.change(staff('wu'), 'chen', { change: 'password', password }), {
    code: 'staff.operator.supervisorsOwn',
  });
  t.ok(password.disposed);
});
t.end();

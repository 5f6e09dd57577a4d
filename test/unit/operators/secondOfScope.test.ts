/** The second person for a supervisor's account works for whatever that account does; another one neither decides nor is waited for. */
import { join } from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { StaffAdministration } from '../../../daemon/operators/administration.js';
import { Approvals } from '../../../daemon/operators/approvals.js';
import { OperatorsTable } from '../../../daemon/operators/operatorsTable.js';
import { StaffAccounts } from '../../../daemon/operators/staffAccounts.js';
import type { StaffCards } from '../../../daemon/operators/staffCards.js';
import { StaffRights } from '../../../daemon/operators/staffRights.js';
import type { RaScope } from '../../../daemon/ras/raScope.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';
import { addAccount } from './accounts.js';

const database = await openDatabase(join(t.testdir(), 'gateway.db'), migrationsFolder);
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
const administration = new StaffAdministration({ accounts, approvals, cards: {} as unknown as StaffCards });
approvals.register({
  name: 'test.revoke',
  permission: 'revoke',
  describe: () => ({ 'zh-TW': '', en: '' }),
  execute: () => Promise.resolve({}),
});

const supervisor = (operator: string, ras: RaScope = null) =>
  ({ kind: 'staff', sessionId: operator, operator, role: 'supervisor', ras }) as const;
const [root, anne, bo] = [supervisor('root'), supervisor('anne'), supervisor('bo', ['b'])];
const outOfScope = { code: 'staff.operator.outOfScope' };
const approve = { decision: 'approve', reason: '' } as const;

/** The supervisors root and bo, anne if she is there, and two accounts that are disabled: carl's of all RAs and bea's of b. */
async function office({ hasAnne }: { readonly hasAnne: boolean }): Promise<void> {
  await database.run('DELETE FROM operator');
  const add = (name: string, values: { ras?: RaScope; enabled?: boolean }) =>
    addAccount(table, database, { name, role: 'supervisor', ...values });
  await add('root', {});
  if (hasAnne) await add('anne', {});
  await add('bo', { ras: ['b'] });
  await add('carl', { enabled: false });
  await add('bea', { ras: ['b'], enabled: false });
}

async function asked(outcome: ReturnType<StaffAdministration['change']>): Promise<string> {
  const made = await outcome;
  if (!('approval' in made)) throw new Error('nobody was asked');
  return made.approval.id;
}
const stateOf = async (id: string) => (await approvals.list(root)).find((one) => one.id === id);

await t.test('who does not work for what the account does decides nothing, and the request stays open', async (t) => {
  await office({ hasAnne: true });
  const id = await asked(administration.change(root, 'carl', { change: 'enable' }));
  await t.rejects(approvals.decide(bo, id, approve), outOfScope);
  await t.rejects(approvals.decide(bo, id, { decision: 'reject', reason: 'no' }), outOfScope);
  const second = { name: 'bo', role: 'supervisor', ras: ['b'], mustChangePassword: false, version: 1 } as const;
  await t.rejects(approvals.approveHere(root, id, { second, reason: '' }), outOfScope, 'nor at the screen of root');
  t.match(await stateOf(id), { state: 'pending', decidedBy: null });
  t.match(await approvals.decide(anne, id, approve), { state: 'done', decidedBy: 'anne' });
  t.match(await table.find('carl'), { enabled: true });
});

await t.test('nor whoever does not work for what it would do', async (t) => {
  await office({ hasAnne: true });
  const id = await asked(administration.change(root, 'bea', { change: 'ras', ras: ['a', 'b'] }));
  await t.rejects(approvals.decide(bo, id, approve), outOfScope);
  t.match(await approvals.decide(anne, id, { decision: 'reject', reason: 'no' }), { state: 'rejected' });
  const own = await asked(administration.change(root, 'bea', { change: 'enable' }));
  t.match(await approvals.decide(bo, own, approve), { state: 'done', decidedBy: 'bo' }, 'what bo works for');
});

await t.test('a supervisor whom only others of less RAs stand beside is alone', async (t) => {
  await office({ hasAnne: false });
  t.match(await administration.change(root, 'carl', { change: 'disable' }), { operator: { enabled: false } });
  t.match(await administration.change(root, 'bea', { change: 'ras', ras: null }), { operator: { ras: null } });
  await office({ hasAnne: false });
  await asked(administration.change(root, 'bea', { change: 'enable' }));
  await t.rejects(accounts.change({ operator: 'root' }, 'bea', { change: 'enable' }), {
    code: 'staff.operator.takesTwo',
  });
  await t.rejects(administration.change(bo, 'carl', { change: 'enable' }), outOfScope);
  await asked(administration.change(bo, 'bea', { change: 'enable' }));
});

await t.test('the entries of a request name the RA that it is about, and only then', async (t) => {
  await office({ hasAnne: true });
  const factsOf = async (subject: string): Promise<readonly unknown[]> => {
    const rows = await database.all<{ facts_json: string }>(
      "SELECT facts_json FROM audit WHERE subject = ? AND action LIKE 'approval.%' ORDER BY seq",
      [subject],
    );
    return rows.map(({ facts_json: facts }): unknown => JSON.parse(facts));
  };
  const request = { action: 'test.revoke', subject: 'of an RA', facts: { ra: 'b' } };
  const { id } = await approvals.ask(root, request);
  await approvals.decide(bo, id, approve);
  t.match(await factsOf('of an RA'), [{ ra: 'b' }, { ra: 'b' }, { ra: 'b' }]);
  await approvals.ask(root, { action: 'test.revoke', subject: 'of none', facts: {} });
  t.notMatch(await factsOf('of none'), [{ ra: /./ }]);
});
t.end();

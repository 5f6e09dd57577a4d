/** The RAs of staff accounts: who may set them, and that nobody widens a scope beyond the own one. */
import { join } from 'node:path';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import { Secret } from '../../../base/secret.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { takesTwo } from '../../../daemon/operators/accountChange.js';
import { OperatorsTable } from '../../../daemon/operators/operatorsTable.js';
import { StaffAccounts } from '../../../daemon/operators/staffAccounts.js';
import { StaffRights } from '../../../daemon/operators/staffRights.js';
import { contains, covers } from '../../../daemon/ras/raScope.js';
import { addAccount } from './accounts.js';

const database = await openDatabase(join(t.testdir(), 'gateway.db'), projectPath('daemon', 'store', 'migrations'));
t.teardown(() => database.close());
const clock = { now: () => Date.parse('2026-03-01T02:00:00Z') };
const table = new OperatorsTable(database);
const accounts = new StaffAccounts(database, new Audit(database, clock), clock);
await addAccount(table, database, { name: 'boss', role: 'supervisor' });
await addAccount(table, database, { name: 'wu', role: 'supervisor' });
await addAccount(table, database, { name: 'lin', role: 'counterOfficer' });
const scopeOf = async (name: string) => (await table.find(name))?.ras;

await t.test('scopes', (t) => {
  t.ok(covers(null, 'jcic'));
  t.ok(covers(['jcic'], 'jcic'));
  t.notOk(covers(['jcic'], 'other'));
  t.ok(covers(['jcic'], null), 'what is of no RA');
  t.notOk(contains(['jcic'], null), 'all is more than one');
  t.ok(contains(['jcic', 'other'], ['other']));
  t.ok(contains(null, null));
  t.end();
});

await t.test('accounts of before work for all; a change is kept, and ends the sessions', async (t) => {
  t.equal(await scopeOf('lin'), null);
  const ended: string[] = [];
  accounts.onChanged((name) => ended.push(name));
  const changed = await accounts.change({ operator: 'boss' }, 'lin', { change: 'ras', ras: ['jcic', 'other'] });
  t.same(changed.ras, ['jcic', 'other']);
  t.same(await scopeOf('lin'), ['jcic', 'other']);
  t.same(ended, ['lin']);
  t.ok(takesTwo('supervisor', { change: 'ras' }));
  t.notOk(takesTwo('counterOfficer', { change: 'ras' }));
});

await t.test('of a supervisor it takes two, and nobody changes the own one', async (t) => {
  const narrow = { change: 'ras', ras: ['jcic'] } as const;
  await t.rejects(accounts.change({ operator: 'boss' }, 'wu', narrow), { code: 'staff.operator.takesTwo' });
  await t.rejects(accounts.change({ operator: 'wu' }, 'wu', narrow), { code: 'staff.operator.yourself' });
  await accounts.change({ operator: 'boss', approvedBy: 'boss' }, 'wu', narrow);
  t.same(await scopeOf('wu'), ['jcic']);
});

await t.test('who works for one RA touches no account that sees more, and makes none', async (t) => {
  const wu = { operator: 'wu' };
  const outOfScope = { code: 'staff.operator.outOfScope' };
  const password = () => Secret.fromText('winter-umbrella-07');
  await t.rejects(accounts.change(wu, 'lin', { change: 'ras', ras: ['jcic'] }), outOfScope, 'lin sees two');
  await t.rejects(accounts.change(wu, 'lin', { change: 'password', password: password() }), outOfScope);
  await t.rejects(accounts.change(wu, 'lin', { change: 'disable' }), outOfScope);
  await t.rejects(accounts.create(wu, { name: 'chen', role: 'auditor', ras: null, password: password() }), outOfScope);
  await accounts.create(wu, { name: 'chen', role: 'auditor', ras: ['jcic'], password: password() });
  await t.rejects(accounts.change(wu, 'chen', { change: 'ras', ras: null }), outOfScope, 'nor widens one');
  await t.rejects(accounts.change({ operator: 'boss', approvedBy: 'wu' }, 'chen', { change: 'ras', ras: null }), outOfScope, 'nor approves it'); // prettier-ignore
  await accounts.change(wu, 'chen', { change: 'disable' });
});

await t.test('rights at an approval are those for its RA', async (t) => {
  const rights = new StaffRights(table, clock, 24);
  const require = (raId: string | null) =>
    database.transaction((tx) => rights.require(tx, 'wu', { permission: 'approve', raId }));
  await t.resolves(require('jcic'));
  await t.resolves(require(null));
  await t.rejects(require('other'), { code: 'staff.approval.rightsLost' });
});
t.end();

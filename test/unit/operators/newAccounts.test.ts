/** New staff accounts: names, temporary passwords, the first supervisor, and what is recorded of their creation. */
import { join } from 'node:path';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import { Secret } from '../../../base/secret.js';
import type { AuditEntry } from '../../../daemon/audit/audit.js';
import { OperatorsTable } from '../../../daemon/operators/operatorsTable.js';
import { StaffAccounts } from '../../../daemon/operators/staffAccounts.js';

const database = await openDatabase(join(t.testdir(), 'gateway.db'), projectPath('daemon', 'store', 'migrations'));
t.teardown(() => database.close());
const now = Date.parse('2026-03-01T02:00:00Z');
const at = new Date(now).toISOString();
const table = new OperatorsTable(database);
const recorded: AuditEntry[] = [];
const appendIn = (_tx: unknown, entry: AuditEntry): Promise<void> => Promise.resolve(void recorded.push(entry));
const accounts = new StaffAccounts(database, { appendIn }, { now: () => now });

const text = 'counter-test-2468';
/** Makes an account. @returns the failure, or the account; the password is always zeroed */
async function outcomeOf(make: (password: Secret) => Promise<unknown>, typed = text): Promise<unknown> {
  const password = Secret.fromText(typed);
  const outcome = await make(password).catch((error: unknown) => error);
  t.ok(password.disposed, 'the password is zeroed');
  return outcome;
}

await t.test('a name is short, plain, and not a word of the records', async (t) => {
  const create = (name: string, typed?: string) =>
    outcomeOf((password) => accounts.create({ operator: 'wu' }, { name, role: 'auditor', ras: null, password }), typed);
  for (const name of ['', 'l', 'Lin', '1lin', 'lin chen', '林', 'l'.repeat(33), ' lin', 'lin\n', '.lin']) {
    t.match(await create(name), { code: 'staff.operator.nameInvalid' }, JSON.stringify(name));
  }
  for (const name of ['gateway', 'kiosk', 'unknown', 'root', 'nobody', 'undefined', 'system']) {
    t.match(await create(name), { code: 'staff.operator.nameReserved', facts: { name } }, name);
  }
  t.match(await create('lin', 'too short'), { code: 'staff.operator.passwordLength' });
  t.match(await create('counter-test', text), { code: 'staff.operator.passwordWeak' }, 'a password like the name');
  t.strictSame([await accounts.list(), recorded], [[], []]);
});

await t.test('the first supervisor, once; then others with a temporary password', async (t) => {
  const first = (name: string) => outcomeOf((password) => accounts.createFirstSupervisor(name, password));
  const rest = { ras: null, enabled: true, cardSerial: null };
  const wu = { ...rest, name: 'wu', role: 'supervisor', mustChangePassword: false };
  t.strictSame(await first('wu'), wu);
  t.match(await first('chen'), { code: 'staff.operator.supervisorExists', facts: { name: 'wu' } });
  const lin = { ...rest, name: 'lin.i-chen_2', role: 'counterOfficer', mustChangePassword: true };
  const order = { name: lin.name, role: 'counterOfficer', ras: null } as const;
  t.strictSame(await outcomeOf((password) => accounts.create({ operator: 'wu' }, { ...order, password })), lin);
  t.match(await outcomeOf((password) => accounts.create({ operator: 'wu' }, { ...order, password })), {
    ...{ code: 'staff.operator.nameTaken', facts: { name: lin.name } },
  });
  const su = { ...rest, name: 'su', role: 'maintainer', mustChangePassword: false };
  t.strictSame(await outcomeOf((password) => accounts.createAtShell('su', password, 'maintainer')), su);
  t.strictSame(await accounts.list(), [lin, su, wu]);
  t.strictSame(
    await database.all('SELECT name, changed_by, opens, at FROM operator_change ORDER BY name'),
    [
      [lin.name, 'wu'],
      ['su', 'gateway'],
      ['wu', 'gateway'],
    ].map(([name, by]) => ({ name, changed_by: by, opens: 1, at })),
    'whoever made an account knows its password',
  );
  t.strictSame(
    recorded,
    [wu, lin, su].map(({ name, role }) => ({
      ...{
        actor: name === lin.name ? 'wu' : 'gateway',
        action: 'operator.created',
        subject: name,
        facts: { role, ras: '*' },
      },
    })),
  );
  t.match(await table.find(lin.name), { version: 1, enabled: true, card: null });
});
t.end();

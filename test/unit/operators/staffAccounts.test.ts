/** Changes of staff accounts: who may make which, what is then stored and recorded, and whose sessions end. */
import { join } from 'node:path';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import { Secret } from '../../../base/secret.js';
import type { AuditEntry } from '../../../daemon/audit/audit.js';
import { OperatorsTable, type OperatorRecord } from '../../../daemon/operators/operatorsTable.js';
import { passwordMatches } from '../../../daemon/operators/password.js';
import { takesTwo, type AccountChange } from '../../../daemon/operators/accountChange.js';
import { StaffAccounts, type ChangedBy } from '../../../daemon/operators/staffAccounts.js';
import type { StaffRole } from '../../../daemon/contract/messages.js';
import { addAccount } from './accounts.js';

const database = await openDatabase(join(t.testdir(), 'gateway.db'), projectPath('daemon', 'store', 'migrations'));
t.teardown(() => database.close());
const now = Date.parse('2026-03-01T02:00:00Z');
const at = new Date(now).toISOString();
const table = new OperatorsTable(database);

type People = Readonly<Record<string, StaffRole>>;
const staff: People = { lin: 'counterOfficer', wu: 'supervisor', chen: 'supervisor' };

/** Accounts of these people and nobody else, with what is recorded of them. */
async function officeOf(people: People) {
  await database.run('DELETE FROM operator');
  await database.run('DELETE FROM operator_change');
  for (const [name, role] of Object.entries(people)) await addAccount(table, database, { name, role });
  const recorded: AuditEntry[] = [];
  const ended: string[] = [];
  const appendIn = (_tx: unknown, entry: AuditEntry): Promise<void> => Promise.resolve(void recorded.push(entry));
  const accounts = new StaffAccounts(database, { appendIn }, { now: () => now });
  accounts.onChanged((name) => ended.push(name));
  return { accounts, recorded, ended };
}

async function set(name: string, values: Partial<OperatorRecord>): Promise<void> {
  await database.transaction(async (tx) => {
    const record = await table.find(name, tx);
    if (record !== null) await table.update(tx, { ...record, ...values }, at);
  });
}

const changesOf = () => database.all('SELECT name, changed_by, opens, at FROM operator_change');
const card = (keySha256: string) => ({ keySha256, serial: `serial of ${keySha256}` });

interface Allowed {
  readonly by: ChangedBy;
  readonly of: string;
  readonly change: AccountChange;
  /** What the account becomes. */
  readonly becomes: Partial<OperatorRecord>;
  readonly entry: { readonly action: string; readonly facts: Readonly<Record<string, string>> };
  readonly opens?: boolean;
  readonly sessionsStay?: boolean;
}

const allowed: readonly Allowed[] = [
  {
    ...{ by: { operator: 'wu' }, of: 'lin', change: { change: 'disable' } },
    ...{ becomes: { enabled: false }, entry: { action: 'operator.disabled', facts: {} } },
  },
  {
    ...{ by: { operator: 'wu' }, of: 'lin', change: { change: 'enable' } },
    ...{ becomes: { enabled: true }, entry: { action: 'operator.enabled', facts: {} } },
  },
  {
    ...{ by: { operator: 'wu' }, of: 'lin', change: { change: 'role', role: 'auditor' } },
    ...{ becomes: { role: 'auditor' }, entry: { action: 'operator.roleChanged', facts: { role: 'auditor' } } },
  },
  {
    ...{ by: { operator: 'wu', approvedBy: 'chen' }, of: 'lin', change: { change: 'role', role: 'supervisor' } },
    becomes: { role: 'supervisor' },
    entry: { action: 'operator.roleChanged', facts: { role: 'supervisor', approvedBy: 'chen' } },
  },
  {
    ...{ by: { operator: 'gateway' }, of: 'wu', change: { change: 'disable' } },
    ...{ becomes: { enabled: false }, entry: { action: 'operator.disabled', facts: {} } },
  },
  {
    ...{ by: { operator: 'wu' }, of: 'lin', change: { change: 'bindCard', card: card('A') } },
    becomes: { card: card('A') },
    entry: { action: 'operator.cardBound', facts: { cardSerial: 'serial of A' } },
    ...{ opens: true, sessionsStay: true },
  },
  {
    ...{ by: { operator: 'wu' }, of: 'wu', change: { change: 'bindCard', card: card('A') } },
    becomes: { card: card('A') },
    entry: { action: 'operator.cardBound', facts: { cardSerial: 'serial of A' } },
    sessionsStay: true,
  },
  {
    ...{ by: { operator: 'wu' }, of: 'lin', change: { change: 'unbindCard' } },
    ...{ becomes: { card: null }, entry: { action: 'operator.cardUnbound', facts: {} } },
  },
  {
    ...{ by: { operator: 'wu' }, of: 'wu', change: { change: 'unbindCard' } },
    ...{ becomes: { card: null }, entry: { action: 'operator.cardUnbound', facts: {} } },
  },
];

for (const { by, of, change, becomes, entry, opens = false, sessionsStay = false } of allowed) {
  await t.test(`${by.operator} may: ${JSON.stringify(change)} of ${of}`, async (t) => {
    const { accounts, recorded, ended } = await officeOf(staff);
    await set(of, { card: card('before') });
    const before = await table.find(of);
    const said = await accounts.change(by, of, change);
    const after = await table.find(of);
    t.strictSame(after, { ...before, ...becomes, version: 2 }, 'this alone is changed');
    t.match(said, { name: of, role: after?.role, enabled: after?.enabled, cardSerial: after?.card?.serial ?? null });
    t.strictSame(recorded, [{ actor: by.operator, subject: of, ...entry }]);
    const own = by.operator === of;
    t.strictSame(
      await changesOf(),
      own ? [] : [{ name: of, changed_by: by.operator, opens: Number(opens), at }],
      'who may act as whom is known',
    );
    t.strictSame(ended, sessionsStay ? [] : [of]);
  });
}

interface Refusal {
  readonly code: string;
  readonly facts?: Readonly<Record<string, string>>;
}

await t.test('refused: nothing is stored, recorded or ended', async (t) => {
  const rows: readonly [people: People, by: ChangedBy, of: string, change: AccountChange, refusal: Refusal][] = [
    ...(['disable', 'enable'] as const).map(
      (change) =>
        [
          staff,
          { operator: 'wu' },
          'chen',
          { change },
          { code: 'staff.operator.takesTwo' },
        ] as const satisfies unknown[],
    ),
    [staff, { operator: 'wu' }, 'chen', { change: 'role', role: 'auditor' }, { code: 'staff.operator.takesTwo' }],
    [staff, { operator: 'wu' }, 'lin', { change: 'role', role: 'supervisor' }, { code: 'staff.operator.takesTwo' }],
    [staff, { operator: 'wu' }, 'wu', { change: 'disable' }, { code: 'staff.operator.yourself' }],
    [staff, { operator: 'wu' }, 'wu', { change: 'role', role: 'auditor' }, { code: 'staff.operator.yourself' }],
    [
      ...([{ lin: 'counterOfficer', wu: 'supervisor' }, { operator: 'gateway' }, 'wu', { change: 'disable' }] as const),
      { code: 'staff.operator.lastSupervisor', facts: { name: 'wu' } },
    ],
    [
      ...([{ wu: 'supervisor' }, { operator: 'gateway' }, 'wu', { change: 'role', role: 'maintainer' }] as const),
      { code: 'staff.operator.lastSupervisor', facts: { name: 'wu' } },
    ],
    ...[{ change: 'unbindCard' } as const, { change: 'bindCard', card: card('A') } as const].map(
      (change) =>
        [
          ...([staff, { operator: 'wu' }, 'chen', change] as const),
          { code: 'staff.operator.supervisorsOwn', facts: { name: 'chen' } },
        ] as const satisfies unknown[],
    ),
    [
      ...([staff, { operator: 'wu' }, 'lin', { change: 'bindCard', card: card('of chen') }] as const),
      { code: 'staff.card.boundElsewhere', facts: { name: 'chen' } },
    ],
    [
      ...([staff, { operator: 'wu' }, 'li', { change: 'disable' }] as const),
      { code: 'staff.operator.unknown', facts: { name: 'li' } },
    ],
  ];
  for (const [people, by, of, change, refusal] of rows) {
    const { accounts, recorded, ended } = await officeOf(people);
    await set('chen', { card: card('of chen') });
    const before = await table.list();
    const what = `${by.operator}: ${JSON.stringify(change)} of ${of}`;
    await t.rejects(accounts.change(by, of, change), refusal, what);
    const isAsked = refusal.code === 'staff.operator.takesTwo';
    if (isAsked) t.ok(await accounts.checkChange(by, of, change), `${what} may be asked for`);
    else await t.rejects(accounts.checkChange(by, of, change), refusal, `${what} may not be asked for`);
    t.strictSame(await table.list(), before);
    t.strictSame([await changesOf(), recorded, ended], [[], [], []]);
  }
});

await t.test('a supervisor alone, and one who is the last, as long as one remains', async (t) => {
  const { accounts } = await officeOf({ lin: 'counterOfficer', wu: 'supervisor' });
  t.notOk(await accounts.hasOtherSupervisor('wu'));
  t.ok(await accounts.hasOtherSupervisor('lin'));
  await accounts.change({ operator: 'gateway' }, 'wu', { change: 'role', role: 'supervisor' });
  await accounts.change({ operator: 'wu' }, 'lin', { change: 'role', role: 'supervisor' });
  t.ok(await accounts.hasOtherSupervisor('wu'), 'nobody could have approved it');
  await accounts.change({ operator: 'wu', approvedBy: 'lin' }, 'lin', { change: 'disable' });
  t.notOk(await accounts.hasOtherSupervisor('wu'), 'one who is disabled is none');
  await accounts.change({ operator: 'wu' }, 'lin', { change: 'role', role: 'counterOfficer' });
  t.equal((await table.find('lin'))?.role, 'counterOfficer');
});

await t.test('the owner of a card may bind it again', async (t) => {
  const { accounts } = await officeOf(staff);
  await set('lin', { card: card('A') });
  const { cardSerial } = await accounts.change({ operator: 'wu' }, 'lin', { change: 'bindCard', card: card('A') });
  t.equal(cardSerial, card('A').serial);
});

await t.test('a password that is reset is temporary, and whoever set it has a way in', async (t) => {
  const { accounts, recorded, ended } = await officeOf(staff);
  const reset = async (by: string, of: string, text = 'counter-test-2468') => {
    const password = Secret.fromText(text);
    const outcome = await accounts.change({ operator: by }, of, { change: 'password', password }).then(
      () => null,
      (error: unknown) => error,
    );
    t.ok(password.disposed, `${by} of ${of}: the password is zeroed`);
    return outcome;
  };
  t.match(await reset('wu', 'wu'), { code: 'staff.operator.yourself' });
  t.match(await reset('wu', 'chen'), { code: 'staff.operator.supervisorsOwn', facts: { name: 'chen' } });
  t.match(await reset('wu', 'lin', 'too short'), { code: 'staff.operator.passwordLength' });
  t.strictSame([await changesOf(), recorded, ended], [[], [], []]);
  t.equal(await reset('wu', 'lin'), null);
  const record = await table.find('lin');
  t.match(record, { mustChangePassword: true, version: 2 });
  const password = record?.password;
  t.equal(password && (await passwordMatches(Secret.fromText('counter-test-2468'), password)), 'normalised');
  t.strictSame(await changesOf(), [{ name: 'lin', changed_by: 'wu', opens: 1, at }]);
  t.strictSame(recorded, [{ actor: 'wu', action: 'operator.passwordReset', subject: 'lin', facts: {} }]);
  t.strictSame(ended, ['lin']);
});

await t.test('which changes take two people', (t) => {
  for (const change of ['enable', 'disable'] as const) {
    t.ok(takesTwo('supervisor', { change }), change);
    t.notOk(takesTwo('auditor', { change }), change);
  }
  for (const [from, role, two] of [
    ['supervisor', 'supervisor', false],
    ['supervisor', 'auditor', true],
    ['auditor', 'supervisor', true],
    ['auditor', 'maintainer', false],
  ] as const) {
    t.equal(takesTwo(from, { change: 'role', role }), two, `${from} to ${role}`);
  }
  for (const change of ['password', 'bindCard', 'unbindCard'] as const)
    t.equal(takesTwo('supervisor', { change }), false);
  t.end();
});
t.end();

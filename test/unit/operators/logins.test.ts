/** Logins by password and by card: who is let in, what is recorded, and that a password never outlives its check. */
import { scryptSync } from 'node:crypto';
import { join } from 'node:path';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import { Secret } from '../../../base/secret.js';
import type { AuditEntry } from '../../../daemon/audit/audit.js';
import { Operators, requireOwnPassword, type Operator } from '../../../daemon/operators/operators.js';
import { OperatorsTable, type OperatorRecord } from '../../../daemon/operators/operatorsTable.js';
import { currentParameters, hashPassword, isCurrent } from '../../../daemon/operators/password.js';
import { addAccount } from './accounts.js';

const database = await openDatabase(join(t.testdir(), 'gateway.db'), projectPath('daemon', 'store', 'migrations'));
t.teardown(() => database.close());
const clock = { ms: Date.parse('2026-03-01T02:00:00Z'), now: () => clock.ms };
const table = new OperatorsTable(database);
const recorded: AuditEntry[] = [];
const append = (entry: AuditEntry): Promise<void> => Promise.resolve(void recorded.push(entry));
const audit = { append, appendIn: (_tx: unknown, entry: AuditEntry) => append(entry) };

/** As gateways of before had them; quick to check. */
const former = { cost: 16, blockSize: 8, parallelism: 1 };
const text = 'counter-test-2468';
const password = await hashPassword(Secret.fromText(text), former);

/** One account, `lin`, of nobody who has failed a login before. */
async function made(values: Partial<OperatorRecord> = {}): Promise<Operators> {
  await database.run('DELETE FROM operator');
  recorded.length = 0;
  await addAccount(table, database, { name: 'lin', role: 'counterOfficer' });
  await change({ password, ...values });
  return new Operators(database, audit, clock);
}

async function change(values: Partial<OperatorRecord>): Promise<void> {
  await database.transaction(async (tx) => {
    const record = await table.find('lin', tx);
    if (record !== null) await table.update(tx, { ...record, ...values }, 'then');
  });
}

/** @returns the operator that the session is opened for, or the failure */
async function login(operators: Operators, name: string, typed = text, screenId = 'a'): Promise<unknown> {
  const secret = Secret.fromText(typed);
  const outcome = await operators
    .login({ name, password: secret, screenId }, (operator) => operator)
    .catch((error: unknown) => error);
  t.ok(secret.disposed, 'the password is zeroed');
  return outcome;
}

const lin: Operator = { name: 'lin', role: 'counterOfficer', ras: null, mustChangePassword: false, version: 1 };
const failedOf = (subject: string) => ({ actor: 'gateway', action: 'staff.login.failed', subject, facts: {} });

await t.test('the right password, and the name however it is typed', async (t) => {
  const operators = await made();
  t.strictSame(await login(operators, ' LIN '), lin);
  const facts = { role: 'counterOfficer', by: 'password' };
  t.strictSame(recorded, [{ actor: 'lin', action: 'staff.login', subject: 'lin', facts }]);
  const renewed = await table.find('lin');
  t.ok(renewed && isCurrent(renewed.password), 'the hash of before is renewed');
  t.equal(renewed?.version, 1, 'which ends no session');
  t.strictSame(await login(operators, 'lin'), lin, 'and is of the same password');
  t.strictSame((await table.find('lin'))?.password, renewed?.password, 'once');
});

await t.test('an unknown name is answered like a wrong password, and is not written down', async (t) => {
  const operators = await made();
  t.match(await login(operators, 'lin', 'another-test-2468'), { code: 'staff.login.refused' });
  t.match(await login(operators, 'my-password-by-mistake'), { code: 'staff.login.refused' });
  t.strictSame(recorded, [failedOf('lin'), failedOf('unknown')]);
});

await t.test('who failed too often waits whole seconds, without another try', async (t) => {
  const operators = await made();
  for (let i = 0; i < 3; i++) await login(operators, 'lin', 'another-test-2468');
  clock.ms += 100;
  recorded.length = 0;
  t.match(await login(operators, 'lin'), { code: 'staff.login.throttled', facts: { retryAfterSeconds: 1 } });
  t.strictSame(recorded, []);
  clock.ms += 900;
  t.strictSame(await login(operators, 'lin'), lin);
  t.match(await login(operators, 'lin', 'another-test-2468'), { code: 'staff.login.refused' }, 'forgiven');
});

await t.test('an account that is disabled, even with its password', async (t) => {
  const operators = await made({ enabled: false, card: { keySha256: 'K', serial: '01' } });
  t.match(await login(operators, 'lin'), { code: 'staff.login.disabled' });
  await t.rejects(operators.ofCard('K'), { code: 'staff.login.disabled' });
  t.strictSame(recorded, []);
});

await t.test('the owner of a card; a temporary password does not matter there', async (t) => {
  const operators = await made({ mustChangePassword: true, card: { keySha256: 'K', serial: '01' } });
  t.strictSame(await operators.ofCard('K'), lin);
  t.equal(await operators.ofCard('L'), null);
  const authenticated = { ...lin, mustChangePassword: true };
  t.strictSame(await login(operators, 'lin'), authenticated);
  t.throws(() => requireOwnPassword(authenticated), { code: 'staff.password.changeFirst' });
  t.doesNotThrow(() => requireOwnPassword(lin));
});

await t.test('an account that was changed between check and entry: no session', async (t) => {
  const operators = await made();
  const enter = () =>
    operators.enter(lin, { action: 'staff.unlocked', facts: { cardSerial: '01' } }, () => t.pass('a session'));
  await enter();
  t.strictSame(recorded, [{ actor: 'lin', action: 'staff.unlocked', subject: 'lin', facts: { cardSerial: '01' } }]);
  await change({ version: 2 });
  await t.rejects(
    operators.enter(lin, { action: 'staff.unlocked', facts: {} }, () => t.fail('a session')),
    {
      code: 'staff.login.changed',
    },
  );
  t.equal(recorded.length, 1);
  await operators.sessionEnded('lin', 'staff.locked', 'card');
  t.strictSame(recorded.at(-1), { actor: 'lin', action: 'staff.locked', subject: 'lin', facts: { reason: 'card' } });
});

await t.test('so many checks of a screen wait for each other and no more: each takes 32 MB', async (t) => {
  const operators = await made();
  const settled: number[] = [];
  const at = (screenId: string, index: number) =>
    login(operators, 'lin', text, screenId).finally(() => settled.push(index));
  const outcomes = await Promise.all(['a', 'a', 'a', 'b', 'b', 'c'].map(at));
  t.strictSame([...outcomes.slice(0, 2), ...outcomes.slice(3)], Array<Operator>(5).fill(lin), 'others have their own');
  t.match(outcomes[2], { code: 'staff.login.throttled', facts: { retryAfterSeconds: 1 } });
  t.strictSame(settled, [2, 0, 1, 3, 4, 5], 'refused at once, and the others in turn');
  t.strictSame(await login(operators, 'lin'), lin, 'and there is room again');
});

await t.test('a new password of one’s own', async (t) => {
  const operators = await made({ mustChangePassword: true });
  const next = 'window-chair-7193';
  const replace = async (oldText: string, newText: string): Promise<unknown> => {
    const [oldPassword, newPassword] = [Secret.fromText(oldText), Secret.fromText(newText)];
    const outcome = await operators
      .changePassword('lin', { screenId: 'a', oldPassword, newPassword, open: (operator) => operator })
      .catch((error: unknown) => error);
    t.ok(oldPassword.disposed && newPassword.disposed, 'both are zeroed');
    return outcome;
  };
  t.match(await replace('another-test-2468', next), { code: 'staff.password.wrong' });
  t.match(await replace(text, 'password1234'), { code: 'staff.operator.passwordWeak' });
  t.match(await replace(text, text), { code: 'staff.password.same' });
  t.match(await table.find('lin'), { mustChangePassword: true, version: 1 });
  t.strictSame(recorded, [failedOf('lin')]);
  t.strictSame(await replace(text, next), { ...lin, version: 2 });
  t.strictSame(recorded.at(-1), { actor: 'lin', action: 'operator.passwordChanged', subject: 'lin', facts: {} });
  t.match(await table.find('lin'), { mustChangePassword: false, version: 2 });
  t.strictSame(await login(operators, 'lin', next), { ...lin, version: 2 });
  await change({ enabled: false });
  t.match(await replace(next, text), { code: 'staff.login.disabled' });
  t.match(await table.find('lin'), { version: 2 }, 'a disabled account stays as it is');
});

await t.test('a hash of before passwords were normalised is renewed at the next login', async (t) => {
  const typed = 'cafe\u0301-counter-2468';
  const salt = new Uint8Array(16).fill(7);
  const { cost, blockSize, parallelism } = former;
  const hash = scryptSync(typed, salt, 32, { cost, blockSize, parallelization: parallelism });
  const operators = await made({ password: { ...former, salt, hash } });
  t.match(await login(operators, 'lin', 'caf\u00e9-counter-2468'), { code: 'staff.login.refused' });
  t.strictSame(await login(operators, 'lin', typed), lin);
  t.strictSame(await login(operators, 'lin', 'caf\u00e9-counter-2468'), lin, 'from now on however it is typed');
});

await t.test('parameters are current when each of them is', (t) => {
  t.ok(isCurrent(currentParameters));
  for (const name of ['cost', 'blockSize', 'parallelism'] as const) {
    t.notOk(isCurrent({ ...currentParameters, [name]: 1 }), name);
  }
  t.end();
});
t.end();

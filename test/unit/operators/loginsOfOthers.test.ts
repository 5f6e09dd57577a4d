/** Whatever is typed at one screen, an honest person at another one is let in, and soon. */
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import { Secret } from '../../../base/secret.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import { Operators } from '../../../daemon/operators/operators.js';
import { OperatorsTable } from '../../../daemon/operators/operatorsTable.js';
import { hashPassword } from '../../../daemon/operators/password.js';
import { addAccount } from './accounts.js';

const right = 'winter-umbrella-07';
const database = await openDatabase(join(t.testdir(), 'gateway.db'), projectPath('daemon', 'store', 'migrations'));
t.teardown(() => database.close());
const clock = { now: () => Date.parse('2026-03-01T02:00:00Z') };
const table = new OperatorsTable(database);
const password = await hashPassword(Secret.fromText(right));
for (const [name, role] of [
  ['lin', 'counterOfficer'],
  ['wu', 'supervisor'],
] as const) {
  await addAccount(table, database, { name, role });
  const record = await table.find(name);
  if (record === null) throw new Error('no account');
  await database.transaction((tx) => table.update(tx, { ...record, password }, '2026-01-01T00:00:00.000Z'));
}

await t.test('the honest login is checked after at most two of the attacker’s', async (t) => {
  const names = fc.constantFrom('lin', 'wu', 'nobody', 'someone');
  const attacks = fc.array(names, { minLength: 4, maxLength: 12 });
  const property = fc.asyncProperty(attacks, fc.constantFrom('lin', 'wu'), async (attack, honest) => {
    const operators = new Operators(database, new Audit(database, clock), clock);
    const type = (name: string, text: string, screenId: string) =>
      operators.authenticate({ name, password: Secret.fromText(text), screenId });
    let checked = 0;
    const attempts = attack.map((name) =>
      type(name, 'not-the-password', 'attacked').then(
        () => 'in',
        (error: unknown) => {
          if (!(error instanceof Failure)) throw error;
          if (error.code === 'staff.login.refused') checked += 1;
          return error.code;
        },
      ),
    );
    const operator = await type(honest, right, 'honest');
    const before = checked;
    const outcomes = await Promise.all(attempts);
    t.ok(before <= 2, `${before} were checked before`);
    t.equal(outcomes.filter((code) => code === 'staff.login.throttled').length, attack.length - 2);
    return operator.name === honest;
  });
  await fc.assert(property, { numRuns: 3 });
});
t.end();

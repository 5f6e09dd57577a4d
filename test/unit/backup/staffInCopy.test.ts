/** What the maintainer is told of the accounts after a restore: among others, whose RAs are others again. */
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { staffInCopy } from '../../../daemon/backup/staffInCopy.js';
import { OperatorsTable, type OperatorRecord } from '../../../daemon/operators/operatorsTable.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';
import { addAccount } from '../operators/accounts.js';

const folder = t.testdir();
let number = 0;

/** A new store with these accounts. @returns its file */
async function storeOf(people: readonly (readonly [name: string, ras: OperatorRecord['ras']])[]): Promise<string> {
  const file = join(folder, `${++number}.db`);
  const database = await openDatabase(file, migrationsFolder);
  const table = new OperatorsTable(database);
  for (const [name, ras] of people) await addAccount(table, database, { name, role: 'counterOfficer', ras });
  await database.close();
  return file;
}

/** A store as the version before the scopes made it, with the account of lin. */
async function formerStore(): Promise<string> {
  const former = join(folder, 'former');
  mkdirSync(former, { recursive: true });
  const names = readdirSync(migrationsFolder).filter((name) => name < '0018');
  for (const name of names) copyFileSync(join(migrationsFolder, name), join(former, name));
  const file = join(folder, `${++number}.db`);
  const database = await openDatabase(file, former);
  await database.run(
    `INSERT INTO operator (name, role, enabled, must_change_password, salt, hash, cost, block_size, parallelism, version, created_at, updated_at)
     VALUES ('lin', 'counterOfficer', 1, 0, ?, ?, 16, 8, 1, 1, '', '')`,
    [new Uint8Array(16), new Uint8Array(32)],
  );
  await database.close();
  return file;
}

/** @param copy is brought up to date, as a restore does */
async function differencesOf(copy: string, present: string): Promise<readonly string[] | null> {
  const database = await openDatabase(copy, migrationsFolder);
  try {
    return (await staffInCopy(database, present)).differences;
  } finally {
    await database.close();
  }
}

await t.test('other RAs than before the restore are said, in either direction', async (t) => {
  const copy = await storeOf([
    ['chen', ['b', 'a']],
    ['lin', null],
    ['su', ['a']],
    ['wu', ['a']],
  ]);
  const present = await storeOf([
    ['chen', ['a', 'b']],
    ['lin', ['b', 'a']],
    ['su', []],
    ['wu', null],
  ]);
  t.strictSame(await differencesOf(copy, present), [
    'lin (counterOfficer): works for all RAs again (a, b before the restore)',
    'su (counterOfficer): works for a again (no RA before the restore)',
    'wu (counterOfficer): works for a again (all RAs before the restore)',
  ]);
});

await t.test('a copy from before the scopes gives all RAs', async (t) => {
  t.strictSame(await differencesOf(await formerStore(), await storeOf([['lin', ['a']]])), [
    'lin (counterOfficer): works for all RAs again (a before the restore)',
  ]);
});

await t.test('a present store from before the scopes is still compared', async (t) => {
  t.strictSame(await differencesOf(await storeOf([['lin', null]]), await formerStore()), []);
  t.strictSame(await differencesOf(await storeOf([['lin', ['a']]]), await formerStore()), [
    'lin (counterOfficer): works for a again (all RAs before the restore)',
  ]);
});
t.end();

/** The store: one process’s, durable, migrated, with an audit chain that shows changes and an outbox in order. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { DatabaseInUseError, openDatabase } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { JobTable } from '../../../daemon/jobs/jobTable.js';
import { OutboxTable } from '../../../daemon/ras/outboxTable.js';
import { RestorationTable } from '../../../daemon/backup/restorationTable.js';

const migrations = projectPath('daemon', 'store', 'migrations');
const clock = { now: () => Date.UTC(2026, 0, 1) };

await t.test('the database is one process’s, durable, and opens again', async (t) => {
  const file = join(t.testdir(), 'gateway.db');
  const database = await openDatabase(file, migrations);
  await t.rejects(openDatabase(file, migrations), DatabaseInUseError);
  // On the connection that writes: each connection has its own `synchronous`.
  await database.transaction(async (tx) => {
    t.same(await tx.get('PRAGMA journal_mode'), { journal_mode: 'wal' });
    t.same(await tx.get('PRAGMA synchronous'), { synchronous: 2 }, 'FULL: a commit is on the disk');
  });
  await t.rejects(
    database.transaction(async (tx) => {
      await tx.run("INSERT INTO setting (name, value) VALUES ('a', '1')");
      throw new Error('half way');
    }),
    { message: 'half way' },
  );
  t.equal(await database.get("SELECT value FROM setting WHERE name = 'a'"), undefined, 'all or nothing');
  await t.rejects(
    database.transaction(async (tx) => {
      for (const value of ['1', '2'])
        await tx.run("INSERT OR ROLLBACK INTO setting (name, value) VALUES ('b', ?)", [value]);
    }),
    { message: /UNIQUE/ },
    'also where SQLite has rolled back by itself',
  );
  await database.run("INSERT INTO setting (name, value) VALUES ('c', '3')");
  const crashed = join(t.testdirName, 'crashed.db');
  for (const suffix of ['', '-wal']) copyFileSync(file + suffix, crashed + suffix);
  await database.close();
  for (const opened of [file, crashed]) {
    const again = await openDatabase(opened, migrations);
    t.same(await again.all('SELECT name, value FROM setting'), [{ name: 'c', value: '3' }], opened);
    await again.close();
  }
});

await t.test('a migration that was changed after the fact is refused', async (t) => {
  const folder = join(t.testdir(), 'migrations');
  mkdirSync(folder);
  writeFileSync(join(folder, '0001-a.sql'), 'CREATE TABLE a (x TEXT) STRICT;');
  const file = join(t.testdirName, 'a.db');
  await (await openDatabase(file, folder)).close();
  writeFileSync(join(folder, '0001-a.sql'), 'CREATE TABLE a (y TEXT) STRICT;');
  await t.rejects(openDatabase(file, folder), { message: /was changed/ });
});

await t.test('accounts of a store with two roles become accounts with the roles of today', async (t) => {
  const folder = join(t.testdir(), 'migrations');
  mkdirSync(folder);
  const early = ['0001-initial.sql', '0002-operators.sql'];
  for (const name of early) copyFileSync(join(migrations, name), join(folder, name));
  const file = join(t.testdirName, 'gateway.db');
  const before = await openDatabase(file, folder);
  for (const [name, role] of [
    ['lin', 'officer'],
    ['wu', 'supervisor'],
  ] as const) {
    await before.run(
      `INSERT INTO operator (name, role, salt, hash, cost, block_size, parallelism, created_at, updated_at)
       VALUES (?, ?, x'01', x'02', 16, 8, 1, 'then', 'then')`,
      [name, role],
    );
  }
  await before.close();
  const database = await openDatabase(file, migrations);
  const accounts = await database.all('SELECT name, role, enabled, must_change_password FROM operator ORDER BY name');
  t.strictSame(accounts, [
    { name: 'lin', role: 'counterOfficer', enabled: 1, must_change_password: 0 },
    { name: 'wu', role: 'supervisor', enabled: 1, must_change_password: 0 },
  ]);
  await database.close();
});

await t.test('the audit chain shows a row that was changed behind its back', async (t) => {
  const file = join(t.testdir(), 'gateway.db');
  let database = await openDatabase(file, migrations);
  const audit = new Audit(database, clock);
  for (let i = 0; i < 5; i++)
    await audit.append({ actor: 'kiosk', action: 'pin.changed', subject: 'card', facts: { i } });
  t.equal(await audit.verify(), null);
  await t.rejects(database.run("UPDATE audit SET actor = 'x'"), { message: /append-only/ });
  await database.close();
  const forged = spawnSync('python3', [
    '-c',
    `import sqlite3,sys
db=sqlite3.connect(sys.argv[1]); db.execute('DROP TRIGGER audit_is_append_only_update')
db.execute("UPDATE audit SET actor='x' WHERE seq=3"); db.commit()`,
    file,
  ]);
  t.equal(forged.status, 0, forged.stderr.toString());
  database = await openDatabase(file, migrations);
  t.same(await new Audit(database, clock).verify(), { brokenAt: 3 });
  await database.close();
});

await t.test('facts leave the outbox in order, and a refused one is set aside', async (t) => {
  const database = await openDatabase(join(t.testdir(), 'gateway.db'), migrations);
  const running = { ms: clock.now(), now: () => (running.ms += 1000) };
  const outbox = new OutboxTable(database, running, 'jcic');
  const body = { cardSerial: '01', pin: 1, operationId: 'x', pukReplaced: false } as const;
  const first = await outbox.enqueue('pukUsed', body);
  const second = await outbox.enqueue('pukUsed', { ...body, pin: 2 });
  await outbox.enqueue('pukUsed', { ...body, operationId: 'said again' }, second.id);
  t.same(await outbox.pending(10), [first, second], 'what was said already is not said anew');
  const torn = await outbox.enqueue('pukUsed', body);
  for (const [column, value] of [
    ['body_json', '{"v":99}'],
    ['body_json', 'not JSON'],
    ['kind', 'cardMelted'],
  ] as const) {
    await database.run(`UPDATE outbox SET ${column} = ? WHERE id = ?`, [value, torn.id]);
    await t.rejects(outbox.pending(10), { name: 'UnreadableFactError', fact: { id: torn.id } }, value);
    await database.run("UPDATE outbox SET body_json = '{}' WHERE id = ?", [torn.id]);
  }
  await database.run('DELETE FROM outbox WHERE id = ?', [torn.id]);
  await outbox.markRefused(first.id, 'cardUnknown');
  t.equal(await outbox.pendingCount(), 1);
  await outbox.markDelivered([second.id]);
  t.same(await outbox.pending(10), []);
  t.match(
    await outbox.notTaken('2027'),
    [{ id: first.id, reason: 'cardUnknown' }],
    'a person still sees the refused one',
  );
  t.equal((await outbox.notTaken('2027')).length, 1);
  const aside = { raId: 'jcic', id: first.id, kind: 'pukUsed', reason: 'cardUnknown', cardSerial: '01', orderId: null };
  t.match(await outbox.setAside(), [{ ...aside, madeAt: first.madeAt, setAsideAt: /^2026-01-01T/ }]);
  await database.run("UPDATE outbox SET body_json = 'torn' WHERE id = ?", [first.id]);
  t.match(await outbox.setAside(), [{ ...aside, cardSerial: null }], 'one that cannot be read is listed too');
  await database.run('UPDATE outbox SET body_json = ? WHERE id = ?', [JSON.stringify(body), first.id]);
  const takeBack = (id: string) => database.transaction((tx) => outbox.takeBackIn(tx, id));
  t.equal(await takeBack(second.id), null, 'a fact that the RA has is not sent again');
  t.same(await takeBack(first.id), { kind: 'pukUsed', reason: 'cardUnknown' });
  t.same(await outbox.pending(10), [first], 'as it was');
  t.same(await outbox.setAside(), []);
  t.equal(await takeBack(first.id), null, 'nor twice');
  await database.close();
});

await t.test('a job of the copy that is over, whoever ended it, waits for nobody', async (t) => {
  const database = await openDatabase(join(t.testdir(), 'gateway.db'), migrations);
  const jobs = new JobTable(database, clock);
  const id = randomUUID();
  const { job } = await jobs.insert({
    ...{ id, idempotencyKey: id, kind: 'prepareCard', state: 'waitingForCard', raId: 'jcic', readerId: 'a' },
    ...{ cardSerial: '01', actorKind: 'staff', actor: 'anna', input: { registrationId: 'R-1' }, makesKeys: true },
  });
  await database.run("INSERT INTO restoration (epoch, restored_at, copy_made_at) VALUES (1, 'then', 'before')");
  await database.run('INSERT INTO restored_job (job_id, epoch) VALUES (?, 1)', [id]);
  const restoration = new RestorationTable(database, clock);
  t.same(await restoration.unsettledJobs(), [id]);
  await jobs.update({ ...job, state: 'cancelled' });
  t.same(await restoration.unsettledJobs(), []);
  await database.close();
});

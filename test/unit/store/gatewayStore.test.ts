/** The file of the store: for its owner alone, not opened half restored, and asked by a write and a read whether it answers. */
import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openDatabase, type Database } from '../../../base/database.js';
import {
  adoptFirst,
  migrationsFolder,
  openStore,
  RestoreInterruptedError,
  restoringFile,
  roundTrip,
} from '../../../daemon/store/gatewayStore.js';

await t.test('made with its folder, readable by its owner alone', async (t) => {
  const stateDirectory = join(t.testdir(), 'var', 'gateway');
  const store = await openStore(stateDirectory);
  t.equal(statSync(stateDirectory).mode & 0o777, 0o700);
  t.equal(statSync(join(stateDirectory, 'gateway.db')).mode & 0o777, 0o600);
  await roundTrip(store);
  await store.close();
  await (await openStore(stateDirectory)).close();
});

await t.test('after a restore that was cut short it is not opened', async (t) => {
  const stateDirectory = t.testdir();
  writeFileSync(restoringFile(stateDirectory), '');
  await t.rejects(openStore(stateDirectory), RestoreInterruptedError);
  t.throws(() => statSync(join(stateDirectory, 'gateway.db')), { code: 'ENOENT' });
});

await t.test('a file whose mode cannot be set is closed again', async (t) => {
  const folder = t.testdir();
  const stateDirectory = join(folder, 'state');
  mkdirSync(stateDirectory);
  symlinkSync(join(folder, 'elsewhere'), join(stateDirectory, 'gateway.db'));
  let closed = 0;
  const open = async (): Promise<Database> => {
    const database = await openDatabase(join(folder, 'other.db'), migrationsFolder);
    return { ...database, close: () => database.close().then(() => void (closed += 1)) };
  };
  await t.rejects(openStore(stateDirectory, open));
  t.equal(closed, 1, 'the next start finds it free');
});

await t.test('a store that forgets what was written does not answer', async (t) => {
  const answering = (value: string | undefined): Database => ({
    ...{ all: () => Promise.resolve([]), run: () => Promise.resolve({ changes: 1, lastId: 1 }) },
    get: <R>() => Promise.resolve((value === undefined ? undefined : { value }) as R | undefined),
    transaction: () => Promise.reject(new Error('not asked')),
    ...{ compact: () => Promise.resolve(), close: () => Promise.resolve() },
  });
  await t.rejects(roundTrip(answering('2026-01-01T00:00:00.000Z')), { message: /not read again/ }, 'an old value');
  await t.rejects(roundTrip(answering(undefined)), { message: /not read again/ });
});

await t.test('what was written for one RA only is the first one’s, and what has an RA keeps it', async (t) => {
  const store = await openStore(t.testdir());
  const insert = (id: string, kind: string, raId: string | null) =>
    store.run(
      `INSERT INTO job (id, idempotency_key, kind, state, ra_id, reader_id, card_serial, actor_kind, actor, params_json, created_at, updated_at)
       VALUES (?, ?, ?, 'finished', ?, 'a', '01', 'staff', 'lin', '{}', 'then', 'then')`,
      [id, id, kind, raId],
    );
  const fact = (id: string, raId: string) =>
    store.run("INSERT INTO outbox (id, ra_id, kind, body_json, made_at) VALUES (?, ?, 'pukUsed', '{}', 'then')", [
      id,
      raId,
    ]);
  await insert('issue', 'issueCard', null);
  await insert('unblock', 'unblockPin', null);
  await insert('view', 'viewCard', null);
  await insert('other', 'issueCard', 'other');
  await fact('1', '');
  await fact('2', 'other');
  await adoptFirst(store, 'first');
  t.strictSame(await store.all('SELECT id, ra_id FROM job ORDER BY id'), [
    { id: 'issue', ra_id: 'first' },
    { id: 'other', ra_id: 'other' },
    { id: 'unblock', ra_id: 'first' },
    { id: 'view', ra_id: null },
  ]);
  t.strictSame(await store.all('SELECT id, ra_id FROM outbox ORDER BY id'), [
    { id: '1', ra_id: 'first' },
    { id: '2', ra_id: 'other' },
  ]);
  await store.close();
});
t.end();

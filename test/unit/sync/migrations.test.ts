/** An RA's books from before certificates could be revoked and cards spoiled are taken over whole. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import { certificatesByCard } from '../../../sync/reference-ra/store/certificateRows.js';
import { counterRegistrations, issueOrderByCard } from '../../../sync/reference-ra/store/rows.js';

const migrations = projectPath('sync', 'reference-ra', 'store', 'migrations');
const at = '2026-01-02T03:04:05.000Z';

void t.test('the tables that are made again keep their rows', async (t) => {
  const folder = t.testdir();
  const first = join(folder, 'first');
  mkdirSync(first);
  copyFileSync(join(migrations, '0001-initial.sql'), join(first, '0001-initial.sql'));
  const file = join(folder, 'ra.sqlite');

  const before = await openDatabase(file, first);
  for (const [n, state] of ['issued', 'issuing', 'approved'].entries()) {
    await before.run('INSERT INTO account VALUES (?, ?, ?, 0)', [`a${n}`, Buffer.alloc(1), Buffer.alloc(1)]);
    await before.run(
      `INSERT INTO registration (id, state, subscriber_id, user_identifier, name, letter_contact, account, approved_at)
       VALUES (?, ?, 'S', ?, '王𪚥明', 'here', ?, ?)`,
      [`R-${n}`, state, `U-${n}`, `a${n}`, at],
    );
  }
  await before.run('INSERT INTO card_order VALUES (?, ?, ?, ?, ?, ?)', ['O-0', 'R-0', 'AA', 'isoapplet', at, at]);
  await before.run('INSERT INTO card_order VALUES (?, ?, ?, ?, ?, NULL)', ['O-1', 'R-1', 'BB', 'isoapplet', at]);
  for (const [n, use] of ['sign', 'encrypt'].entries()) {
    const row = [`0${n}`, 'O-0', use, `digest${n}`, Buffer.of(n), at, at];
    await before.run('INSERT INTO certificate VALUES (?, ?, ?, ?, ?, ?, ?)', row);
  }
  await before.close();

  const after = await openDatabase(file, migrations);
  t.teardown(() => after.close());
  t.same(await after.all('PRAGMA foreign_key_check'), []);
  t.match(await counterRegistrations(after), [
    { number: 1, id: 'R-0', state: 'issued', card_serial: 'AA', name: '王𪚥明' },
    { number: 2, id: 'R-1', state: 'issuing', card_serial: 'BB' },
    { number: 3, id: 'R-2', state: 'approved', card_serial: null },
  ]);
  t.match(await issueOrderByCard(after, 'AA'), { kind: 'issue', prepared_at: at, issued_at: at, spoiled_at: null });
  t.match(await issueOrderByCard(after, 'BB'), { kind: 'issue', prepared_at: null, issued_at: null });
  t.match(await certificatesByCard(after, 'AA'), [
    { serial: '01', use: 'encrypt', revoked_at: null, suspended_at: null },
    { serial: '00', use: 'sign', registration_id: 'R-0', user_identifier: 'U-0' },
  ]);
  await after.run("UPDATE registration SET state = 'prepared' WHERE id = 'R-1'");
  await t.rejects(after.run("UPDATE registration SET account = 'nobody' WHERE id = 'R-1'"), /FOREIGN KEY/);
  await t.rejects(
    after.run(
      "INSERT INTO card_order (id, kind, registration_id, card_serial, family, opened_at) VALUES ('O-9', 'issue', 'R-1', 'CC', 'x', 'now')",
    ),
    /UNIQUE/,
    'one card for one registration',
  );
});

/** What is in a copy is judged too, whoever signed it: schema, pages, audit chain. The accounts that come with it are told. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { systemClock } from '../../../base/clock.js';
import { Secret } from '../../../base/secret.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { signerOf } from '../../../daemon/backup/copySigner.js';
import { restore } from '../../../daemon/backup/restore.js';
import { openCopy, writeSealed } from '../../../daemon/backup/sealedCopy.js';
import { StaffAccounts } from '../../../daemon/operators/staffAccounts.js';
import { migrationsFolder, openStore } from '../../../daemon/store/gatewayStore.js';
import { unpackFormerStore } from '../store/formerStore.js';
import { pem, privatePem } from '../sync/openssl.js';
import { copyBench, type CopyBench } from './copyBench.js';

const sqlite = (file: string, sql: string): string => execFileSync('sqlite3', [file, sql], { encoding: 'utf8' }).trim();

/** The database of a copy in the clear. @returns its file */
async function plainOf(copy: string, { recipient }: CopyBench): Promise<string> {
  const opened = await openCopy(copy);
  if (!opened.sealed) throw new Error('the copy is not sealed');
  await writeFile(`${copy}.db`, await opened.decrypt(recipient.pkcs8()));
  await opened.close();
  return `${copy}.db`;
}

/** Encrypted and signed as the gateway does. @returns the file */
async function sealed(plain: string, { gateway, recipient }: CopyBench): Promise<string> {
  const [from, to] = [await open(plain, 'r'), await open(`${plain}.cms`, 'w')];
  const signer = signerOf({ certificate: pem(gateway.certificate), key: privatePem(gateway.key) });
  await writeSealed(from, to, { recipients: [recipient.certificate], signer, at: new Date() });
  await from.close();
  await to.close();
  return `${plain}.cms`;
}

async function withAccounts(bench: CopyBench, work: (accounts: StaffAccounts) => Promise<unknown>): Promise<void> {
  const database = await openStore(bench.config.stateDirectory);
  await work(new StaffAccounts(database, new Audit(database, systemClock), systemClock));
  await database.close();
}

const password = () => Secret.fromText('counter-Staff-2026');

const tampered: readonly (readonly [sql: string, message: RegExp])[] = [
  [
    "CREATE TRIGGER helper AFTER INSERT ON audit BEGIN UPDATE operator SET role = 'supervisor'; END",
    /has a trigger helper that is not the gateway's/,
  ],
  ['CREATE VIEW helper AS SELECT * FROM operator', /has a view helper that is not the gateway's/],
  ['CREATE TABLE helper (a)', /has a table helper that is not the gateway's/],
  ['CREATE INDEX helper ON audit (actor)', /has a index helper that is not the gateway's/],
  ['DROP TRIGGER audit_is_append_only_update', /lacks the trigger audit_is_append_only_update/],
  [
    'DROP TRIGGER audit_is_append_only_update; CREATE TRIGGER audit_is_append_only_update BEFORE UPDATE ON audit BEGIN SELECT 1; END',
    /the trigger audit_is_append_only_update of the copy is not as the gateway makes it/,
  ],
  ['ALTER TABLE operator ADD COLUMN more TEXT', /the table operator of the copy is not as the gateway makes it/],
  ["DELETE FROM migration WHERE name LIKE '0003-%'", /lacks migration 0003-/],
  ["INSERT INTO migration VALUES ('9999-future.sql', 'x')", /newer version of the gateway/],
  ["UPDATE migration SET sha256 = 'x' WHERE name = '0001-initial.sql'", /of another program/],
  ['DROP TABLE backup', /no copy that `backup` made/],
];

await t.test('a copy with another schema than the migrations make is refused, signed or not', async (t) => {
  const folder = t.testdir();
  const bench = await copyBench(folder);
  await withAccounts(bench, (accounts) => accounts.createFirstSupervisor('chen', password()));
  for (const [index, [sql, message]] of tampered.entries()) {
    const plain = await plainOf(await bench.copy(`copy-${index}.cms`), bench);
    sqlite(plain, sql);
    for (const file of [plain, await sealed(plain, bench)]) {
      const proof = { key: bench.recipient.pkcs8(), signer: null, unauthenticated: true };
      await t.rejects(restore(bench.config, file, proof, migrationsFolder), { name: 'BackupError', message }, sql);
    }
  }
  const left = readdirSync(bench.config.stateDirectory);
  t.same(
    left.filter((name) => /restoring|preparing|replaced/.test(name)),
    [],
    'nothing was replaced',
  );
});

await t.test('a row of the audit log that was changed, and a page that was', async (t) => {
  const bench = await copyBench(t.testdir());
  await withAccounts(bench, (accounts) => accounts.createFirstSupervisor('chen', password()));
  const plain = await plainOf(await bench.copy(), bench);
  const trigger = sqlite(plain, "SELECT sql FROM sqlite_schema WHERE name = 'audit_is_append_only_update'");
  sqlite(
    plain,
    `DROP TRIGGER audit_is_append_only_update; UPDATE audit SET actor = 'nobody' WHERE seq = 1; ${trigger}`,
  );
  const proof = { key: bench.recipient.pkcs8(), signer: null, unauthenticated: false };
  await t.rejects(restore(bench.config, await sealed(plain, bench), proof, migrationsFolder), {
    message: /audit log in the copy was changed at row 1/,
  });
  writeFileSync(plain, 'SQLite format 3\0 and a letter');
  await t.rejects(restore(bench.config, await sealed(plain, bench), proof, migrationsFolder), {
    message: /copy is damaged/,
  });
});

await t.test('a copy that nobody signed is restored only when that is asked for', async (t) => {
  const folder = t.testdir();
  const bench = await copyBench(folder);
  const plain = await plainOf(await bench.copy(), bench);
  const config = { ...bench.config, stateDirectory: join(folder, 'fresh') };
  const proof = { key: null, signer: null, unauthenticated: false };
  await t.rejects(restore(config, plain, proof, migrationsFolder), { message: /is not signed.*--unauthenticated/ });
  t.notOk(existsSync(config.stateDirectory), 'nothing was written');
  const restored = await restore(config, plain, { ...proof, unauthenticated: true }, migrationsFolder);
  t.match(restored, { signer: null, kept: null, staff: { supervisors: [], differences: null } });
});

await t.test('the supervisors in a copy, and what differs from the accounts that it replaces', async (t) => {
  const bench = await copyBench(t.testdir());
  await withAccounts(bench, async (accounts) => {
    await accounts.createFirstSupervisor('chen', password());
    await accounts.createAtShell('wu', password(), 'counterOfficer');
  });
  const copy = await bench.copy();
  const store = join(bench.config.stateDirectory, 'gateway.db');
  sqlite(
    store,
    `UPDATE operator SET enabled = 0 WHERE name = 'chen'; UPDATE operator SET hash = x'00' WHERE name = 'wu';
     INSERT INTO operator SELECT 'lin', role, enabled, must_change_password, salt, hash, cost, block_size, parallelism,
       NULL, NULL, created_at, updated_at, version, ra_ids FROM operator WHERE name = 'wu'`,
  );
  const proof = { key: bench.recipient.pkcs8(), signer: null, unauthenticated: false };
  const { staff } = await restore(bench.config, copy, proof, migrationsFolder);
  t.same(staff, {
    supervisors: ['chen'],
    differences: [
      'chen (supervisor): was chen (supervisor, disabled) before the restore',
      'wu (counterOfficer): has another password again',
      'lin (counterOfficer): not in the copy',
    ],
  });
});

await t.test('a store that an earlier version of the program began has the schema that is expected', async (t) => {
  const folder = t.testdir();
  const bench = await copyBench(folder);
  const store = join(bench.config.stateDirectory, 'gateway.db');
  execFileSync('cp', [unpackFormerStore(folder), store]);
  for (const upToDate of [false, true]) {
    if (upToDate) await (await openStore(bench.config.stateDirectory)).close();
    const copy = await bench.copy(`former-${String(upToDate)}.cms`);
    const proof = { key: bench.recipient.pkcs8(), signer: null, unauthenticated: false };
    const { openJobs } = await restore(
      { ...bench.config, stateDirectory: join(folder, `restored-${String(upToDate)}`) },
      copy,
      proof,
      migrationsFolder,
    );
    t.ok(openJobs > 0);
  }
});
t.end();

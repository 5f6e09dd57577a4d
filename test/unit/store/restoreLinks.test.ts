/** Root restores in the folder of the service user: no link there leads root to another file. */
import { chownSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeBackup } from '../../../daemon/backup/backup.js';
import { restore } from '../../../daemon/backup/restore.js';
import { migrationsFolder, openStore } from '../../../daemon/store/gatewayStore.js';
import { copyBench, type CopyBench } from '../backup/copyBench.js';

const asRoot = process.getuid?.() === 0;
/** Some user other than root. */
const serviceUser = 65_534;
const names = [
  'transport-pin.key.new',
  'transport-pin.key',
  'gateway.db.preparing',
  'gateway.db.restoring',
  'gateway.db.preparing-wal',
];

async function copyOfStore(folder: string): Promise<CopyBench & { readonly file: string }> {
  const bench = await copyBench(join(folder, 'first'));
  return { ...bench, file: await bench.copy() };
}

function restoreTo(stateDirectory: string, { config, recipient, file }: CopyBench & { readonly file: string }) {
  const proof = { key: recipient.pkcs8(), signer: null, unauthenticated: false };
  return restore({ ...config, stateDirectory }, file, proof, migrationsFolder);
}

for (const name of names) {
  await t.test(`a link in the place of ${name}`, async (t) => {
    const folder = t.testdir({ secret: 'of root' });
    const copy = await copyOfStore(folder);
    const stateDirectory = join(folder, 'state');
    mkdirSync(stateDirectory, { mode: 0o700 });
    if (asRoot) chownSync(stateDirectory, serviceUser, serviceUser);
    const secret = join(folder, 'secret');
    const before = statSync(secret);
    symlinkSync(secret, join(stateDirectory, name));
    await restoreTo(stateDirectory, copy);
    t.equal(readFileSync(secret, 'utf8'), 'of root');
    t.match(statSync(secret), { uid: before.uid, mode: before.mode, ino: before.ino });
    for (const file of ['gateway.db', 'transport-pin.key']) {
      const made = lstatSync(join(stateDirectory, file));
      t.ok(made.isFile(), file);
      t.equal(made.mode & 0o777, 0o600);
      if (asRoot) t.equal(made.uid, serviceUser);
    }
    t.equal(readFileSync(join(stateDirectory, 'transport-pin.key'), 'utf8'), 'K'.repeat(32));
  });
}

await t.test('a link in the place of the lock or of the store is not opened', async (t) => {
  for (const name of ['gateway.db.lock', 'gateway.db']) {
    const folder = join(t.testdir(), name);
    mkdirSync(folder);
    const copy = await copyOfStore(folder);
    const stateDirectory = join(folder, 'state');
    mkdirSync(stateDirectory);
    if (asRoot) chownSync(stateDirectory, serviceUser, serviceUser);
    const elsewhere = join(folder, 'elsewhere');
    symlinkSync(elsewhere, join(stateDirectory, name));
    if (name === 'gateway.db') await t.rejects(openStore(stateDirectory));
    else await t.rejects(restoreTo(stateDirectory, copy));
    t.throws(() => statSync(elsewhere), { code: 'ENOENT' }, name);
  }
});

await t.test('a copy does not take along what a link names', async (t) => {
  const folder = t.testdir({ secret: 'of root' });
  const { config } = await copyBench(join(folder, 'first'));
  rmSync(join(config.stateDirectory, 'transport-pin.key'));
  symlinkSync(join(folder, 'secret'), join(config.stateDirectory, 'transport-pin.key'));
  await t.rejects(makeBackup(config, join(folder, 'copy.db')), { name: 'NotPlainError' });
});
t.end();

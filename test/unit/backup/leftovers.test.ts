/** What a backup or a restore leaves nowhere: a copy in the clear after a signal, a passphrase, the content key. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';
import { Secret } from '../../../base/secret.js';
import { openCopy } from '../../../daemon/backup/sealedCopy.js';
import { restoreFrom } from '../../../daemon/backupCommands.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';
import { copyBench } from './copyBench.js';

await t.test('a signal leaves no copy in the clear', async (t) => {
  const folder = t.testdir();
  const { config } = await copyBench(folder);
  const state = config.stateDirectory;
  execFileSync('sqlite3', [
    join(state, 'gateway.db'),
    `CREATE TABLE filler AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
     SELECT i, randomblob(1000000) AS content FROM n`,
  ]);
  const sizeOf = (name: string): number => statSync(join(state, name), { throwIfNoEntry: false })?.size ?? 0;
  const parts = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.part'));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const args = ['--config', join(folder, 'gateway.yaml'), 'backup', join(folder, `${signal}.cms`)];
    const child = spawn(process.execPath, [projectPath('dist', 'daemon', 'main.js'), ...args], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    const begun = (): boolean => (signal === 'SIGTERM' ? parts().length > 0 : sizeOf('gateway.db.copying') > 0);
    while (!begun() && child.exitCode === null) await delay(2);
    child.kill(signal);
    t.same(await ended, [null, signal], 'it ends as the signal says');
    t.same(
      readdirSync(state).filter((name) => name.includes('copying')),
      [],
    );
    t.same(parts(), [], 'nor the beginning of the sealed copy');
  }
});

await t.test('a passphrase is disposed of, also of a key that it does not open', async (t) => {
  const folder = t.testdir();
  const bench = await copyBench(folder);
  const copy = await bench.copy();
  const encrypted = join(folder, 'encrypted.key');
  execFileSync('openssl', [
    ...['pkcs8', '-topk8', '-in', bench.recipient.keyFile, '-out', encrypted, '-passout', 'pass:correct'],
  ]);
  for (const [text, message] of [
    ['wrong', /passphrase is wrong/],
    ['correct', null],
  ] as const) {
    const passphrase = Secret.fromText(text);
    const options = { key: encrypted, unauthenticated: false, migrationsFolder };
    const restored = restoreFrom(bench.config, copy, {
      ...options,
      readPasswords: () => Promise.resolve([passphrase]),
    });
    if (message === null) await restored;
    else await t.rejects(restored, { name: 'BackupError', message });
    t.ok(passphrase.disposed, text);
  }
});

await t.test('the content key is zeroed, also where the content is not read', async (t) => {
  const bench = await copyBench(t.testdir());
  const copy = await openCopy(await bench.copy());
  if (!copy.sealed) throw new Error('it is not sealed');
  await copy.decrypt(bench.recipient.pkcs8());
  const zeroed = t.capture(Uint8Array.prototype, 'fill');
  await copy.close();
  t.match(zeroed(), [{ args: [0], receiver: { length: 32 } }]);
});

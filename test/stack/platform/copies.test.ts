/** The command line of `backup` and `restore`: what the maintainer brings, what is refused, and what is said. No gateway runs. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { runTool } from '../../harness/runTool.js';
import { configFor, copyBench, flipped, holder } from '../../unit/backup/copyBench.js';

const main = fileURLToPath(new URL('../../../daemon/main.js', import.meta.url));
const passphrase = 'of the keeper';

await t.test('a copy is made, refused where it should be, and restored on another machine', async (t) => {
  const folder = t.testdir();
  const bench = await copyBench(join(folder, 'first'));
  const fresh = join(folder, 'fresh');
  const copy = join(folder, 'copy.cms');
  const locked = join(folder, 'locked.key');
  const lock = ['pkcs8', '-topk8', '-in', bench.recipient.keyFile, '-out', locked, '-passout', `pass:${passphrase}`];
  execFileSync('openssl', lock, { stdio: 'ignore' });
  await configFor(join(folder, 'fresh'), await holder(folder, 'gateway-2', 'ec'), []);
  const command = (directory: string, input: string, ...args: readonly string[]) =>
    runTool(process.execPath, [main, '--config', join(directory, 'gateway.yaml'), ...args], { input });

  const made = await command(join(folder, 'first'), '', 'backup', copy);
  t.match(made, { code: 0, stderr: '' });
  t.match(
    made.stdout,
    /Encrypted to CN=keeper .*\nEncrypted to CN=second-keeper .*\nSigned by CN=gateway-1 \(SHA-256 /,
  );
  const [, fingerprint = ''] = /Signed by CN=gateway-1 \(SHA-256 ([0-9A-F:]{95})\)/.exec(made.stdout) ?? [];

  const refused = async (complaint: RegExp, input: string, ...args: readonly string[]): Promise<void> => {
    t.match(await command(fresh, input, ...args), { code: 1, stdout: '', stderr: complaint }, String(complaint));
  };
  const key = ['--key', locked];
  await refused(/is not on this machine/, `${passphrase}\n`, 'restore', copy, ...key);
  await refused(/passphrase is wrong/, 'wrong\n', 'restore', copy, ...key, '--signer', fingerprint);
  const bad = join(folder, 'bad.cms');
  writeFileSync(bad, flipped(copy, Math.floor(readFileSync(copy).length / 2)));
  await refused(/was changed: its content/, `${passphrase}\n`, 'restore', bad, ...key, '--unauthenticated');
  await refused(/is encrypted: name with --key/, '', 'restore', copy, '--signer', fingerprint);

  const restored = await command(fresh, `${passphrase}\n`, 'restore', copy, ...key, '--signer', fingerprint);
  t.match(restored, { code: 0, stderr: '' });
  t.match(restored.stdout, /^Signed by CN=gateway-1 .*\nRestored the copy of /);
  t.match(restored.stdout, /Supervisors in it: none\.\nThere was no store here to compare the accounts with/);
  await refused(/name in backup\.recipients/, '', 'backup', join(folder, 'second.cms'));
});
t.end();

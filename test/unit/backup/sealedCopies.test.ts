/** Copies are encrypted and signed as OpenSSL understands it; what was changed, or is of somebody else, is refused by name. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { elementAt } from '../../../base/pki/derReader.js';
import { makeBackup } from '../../../daemon/backup/backup.js';
import { fingerprint } from '../../../daemon/backup/copySigner.js';
import { restore, type RestoreProof } from '../../../daemon/backup/restore.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';
import { openssl } from '../sync/openssl.js';
import { configFor, copyBench, flipped, holder } from './copyBench.js';

const proof: RestoreProof = { key: null, signer: null, unauthenticated: false };
const sqlite = (file: string, sql: string): string => execFileSync('sqlite3', [file, sql], { encoding: 'utf8' }).trim();

for (const kind of ['ec', 'rsa'] as const) {
  await t.test(`OpenSSL verifies and decrypts a copy that a gateway with an ${kind} key signed`, async (t) => {
    const folder = t.testdir();
    const bench = await copyBench(folder, kind);
    const copy = await bench.copy();
    t.equal(statSync(copy).mode & 0o777, 0o600);
    t.notOk(readFileSync(copy).includes('CREATE TABLE'), 'nothing of the database is in the clear');
    const envelope = join(folder, 'envelope.der');
    const by = `-CAfile ${bench.gateway.certificateFile} -certfile ${bench.gateway.certificateFile} -purpose any`;
    await openssl(`cms -verify -binary -inform DER -in ${copy} ${by} -out ${envelope}`);
    for (const { certificateFile, keyFile } of [bench.recipient, bench.secondRecipient]) {
      const plain = join(folder, 'plain.db');
      await openssl(
        `cms -decrypt -binary -inform DER -in ${envelope} -recip ${certificateFile} -inkey ${keyFile} -out ${plain}`,
      );
      t.equal(sqlite(plain, 'PRAGMA integrity_check'), 'ok');
      t.equal(sqlite(plain, 'SELECT name FROM backup_file ORDER BY 1'), 'ra-jcic.pem\ntransport-pin.key');
    }
    writeFileSync(copy, flipped(copy, Math.floor(statSync(copy).size / 2)));
    await t.rejects(openssl(`cms -verify -binary -inform DER -in ${copy} ${by} -out ${envelope}`));
    const left = readdirSync(bench.config.stateDirectory);
    t.same(
      left.filter((name) => name.includes('copying')),
      [],
      'no copy in the clear is left',
    );
  });
}

await t.test('each recipient restores; a signer who is not known here is brought', async (t) => {
  const bench = await copyBench(t.testdir());
  const copy = await bench.copy();
  for (const { pkcs8 } of [bench.recipient, bench.secondRecipient]) {
    const restored = await restore(bench.config, copy, { ...proof, key: pkcs8() }, migrationsFolder);
    t.same(restored.signer, Buffer.from(bench.gateway.certificate));
  }
  const fresh = join(bench.config.stateDirectory, 'fresh');
  mkdirSync(fresh);
  const other = await holder(fresh, 'gateway-2', 'ec');
  const config = await configFor(fresh, other, []);
  const key = bench.recipient.pkcs8();
  const attempt = (signer: string | null) => restore(config, copy, { ...proof, key, signer }, migrationsFolder);
  const own = fingerprint(bench.gateway.certificate);
  await t.rejects(attempt(null), {
    name: 'BackupError',
    message: new RegExp(`signed by CN=gateway-1 .*${own}.* --signer`),
  });
  await t.rejects(attempt(fingerprint(other.certificate)), { message: /not signed by .*, but by CN=gateway-1/ });
  await t.rejects(attempt(other.certificateFile), { message: /not signed by .*, but by CN=gateway-1/ });
  await t.rejects(attempt(join(fresh, 'nothing')), { message: /neither a SHA-256 fingerprint nor a file/ });
  t.notOk(existsSync(config.stateDirectory), 'nothing was written');
  await attempt(own);
  await attempt(own.replaceAll(':', '').toLowerCase());
  await attempt(bench.gateway.certificateFile);
  t.equal(readFileSync(join(config.stateDirectory, 'transport-pin.key'), 'utf8'), 'K'.repeat(32));
});

await t.test('a copy that was changed anywhere is refused before anything is written', async (t) => {
  const folder = t.testdir();
  const bench = await copyBench(folder);
  const copy = await bench.copy();
  const { size } = statSync(copy);
  const config = await configFor(join(folder, 'fresh'), bench.gateway, []);
  const bad = join(folder, 'bad.cms');
  const refused = async (content: Uint8Array, message: RegExp): Promise<void> => {
    writeFileSync(bad, content);
    const key = bench.recipient.pkcs8();
    await t.rejects(restore(config, bad, { ...proof, key, unauthenticated: true }, migrationsFolder), {
      name: 'BackupError',
      message,
    });
    t.notOk(existsSync(config.stateDirectory), 'nothing was written');
  };
  await refused(flipped(copy, Math.floor(size / 2)), /was changed: its content is not what was signed/);
  await refused(flipped(copy, 100), /was changed: its content is not what was signed/);
  await refused(flipped(copy, -1), /was changed: its signature was not made by the key/);
  await refused(flipped(copy, 5), /no copy that `backup` made/);
  await refused(readFileSync(copy).subarray(0, size - 1), /no copy that `backup` made/);
  await refused(Buffer.concat([readFileSync(copy), Buffer.alloc(1)]), /no copy that `backup` made/);
  await refused(Buffer.from('a letter'), /no copy that `backup` made/);
});

await t.test('the content of one copy with the end of another, or signed by somebody else, is refused', async (t) => {
  const folder = t.testdir();
  const bench = await copyBench(folder, 'rsa');
  const [first, second] = [await bench.copy('first.cms'), await bench.copy('second.cms')];
  const [a, b] = [readFileSync(first), readFileSync(second)];
  const key = bench.recipient.pkcs8();
  t.equal(a.length, b.length, 'RSA signatures have one length');
  writeFileSync(first, Buffer.concat([a.subarray(0, a.length - 300), b.subarray(b.length - 300)]));
  await t.rejects(restore(bench.config, first, { ...proof, key }, migrationsFolder), { message: /was changed/ });
  const stranger = await holder(folder, 'stranger', 'ec');
  const forged = join(folder, 'forged.cms');
  const config = { ...(await configFor(join(folder, 'other'), stranger, [bench.recipient.certificateFile])) };
  await makeBackup({ ...config, stateDirectory: bench.config.stateDirectory }, forged);
  await t.rejects(restore(bench.config, forged, { ...proof, key }, migrationsFolder), {
    message: /signed by CN=stranger .* not on this machine/,
  });
});

await t.test('a key that is no recipient’s, and no key', async (t) => {
  const bench = await copyBench(t.testdir());
  const copy = await bench.copy();
  await t.rejects(restore(bench.config, copy, proof, migrationsFolder), { message: /is encrypted: name with --key/ });
  for (const kind of ['rsa', 'ec'] as const) {
    const { pkcs8 } = await holder(bench.config.stateDirectory, 'nobody', kind);
    await t.rejects(restore(bench.config, copy, { ...proof, key: pkcs8() }, migrationsFolder), {
      message: /is not encrypted to this key/,
    });
  }
});

await t.test('without a recipient, or without a key to sign with, no copy is made', async (t) => {
  const folder = t.testdir();
  const bench = await copyBench(folder);
  const file = join(folder, 'none.cms');
  const withoutRecipients = { ...bench.config, backup: { ...bench.config.backup, recipients: [] } };
  await t.rejects(makeBackup(withoutRecipients, file), { name: 'BackupError', message: /backup\.recipients/ });
  const keyless = { certificateFile: bench.gateway.certificateFile, keyFile: join(folder, 'not-there') };
  const config = await configFor(folder, keyless, [bench.recipient.certificateFile]);
  await t.rejects(makeBackup(config, file), { name: 'BackupError', message: /nothing could sign it/ });
  t.notOk(existsSync(file));
  const weak = join(folder, 'weak.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:1024', '-nodes', '-subj', '/CN=w', '-keyout', '/dev/null', '-out', weak], { stdio: 'ignore' }); // prettier-ignore
  await t.rejects(configFor(folder, bench.gateway, [weak]), {
    name: 'ConfigError',
    message: /neither RSA of 2048 bits/,
  });
});

await t.test('the lengths in the file are those of DER', async (t) => {
  const bench = await copyBench(t.testdir());
  const bytes = readFileSync(await bench.copy());
  t.equal(elementAt(bytes, 0).end, bytes.length);
});
t.end();

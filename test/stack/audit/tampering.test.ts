/** A gateway with its RA: heads are anchored there, and a log that was changed, cut or exchanged while it stood is found and named. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';
import type { WireEnvironment } from '../../../daemon/contract/messages.js';
import { writeSettings } from '../../harness/gatewayProcess.js';
import { auditor, Site } from '../../harness/site.js';
import { until } from '../../harness/until.js';

const site = await Site.start({ readers: 2, staff: [auditor], settings: { audit: { headMinutes: 0.01 } } });
t.teardown(() => site.stop());
const file = join(site.gatewaySettings.directory, 'state', 'gateway.db');

/** As somebody at the machine does it, with a tool of their own. */
function tamper(...statements: readonly string[]): void {
  const program = `import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for trigger in ('update', 'delete'): db.execute(f'DROP TRIGGER IF EXISTS audit_is_append_only_{trigger}')
for statement in sys.argv[2:]: db.execute(statement)
db.commit()
db.execute('PRAGMA wal_checkpoint(TRUNCATE)')`;
  const { status, stderr } = spawnSync('python3', ['-c', program, file, ...statements]);
  if (status !== 0) throw new Error(stderr.toString());
}

/** @returns what `verify-audit` says */
function verified(): string {
  const program = projectPath('dist', 'daemon', 'main.js');
  const args = [program, '--config', writeSettings(site.gatewaySettings), 'verify-audit'];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return `${status} ${stdout}${stderr}`;
}

await t.test('heads are signed and anchored; an export carries them', async (t) => {
  const ra = await site.ra.connector();
  t.teardown(() => ra.close());
  const client = await site.staff(auditor);
  const known = await until(() => ra.newestAuditCheckpoint());
  t.ok(known.seq >= 1);
  const { content } = await client.file('/api/audit/json');
  const made = JSON.parse(content.toString()) as {
    signedHeads: { seq: number; hash: string; raId: string; at: string; certificate: string; signature: string }[];
  };
  const [head] = made.signedHeads;
  if (head === undefined) throw new Error('no signed head');
  const check = (seq: number) => {
    const program = `import subprocess, sys, tempfile, os, base64, re
certificate, signature, text = sys.argv[1:4]
folder = tempfile.mkdtemp(); os.chdir(folder)
open('c.pem', 'w').write(certificate)
open('s.bin', 'wb').write(base64.b64decode(signature))
name = re.search(r'CN ?= ?(.*)', subprocess.run(['openssl', 'x509', '-in', 'c.pem', '-noout', '-subject', '-nameopt', 'utf8,sep_multiline'], capture_output=True, text=True).stdout).group(1)
open('t.txt', 'w').write(text.replace('NAME', name))
open('k.pem', 'w').write(subprocess.run(['openssl', 'x509', '-in', 'c.pem', '-noout', '-pubkey'], capture_output=True, text=True).stdout)
print(subprocess.run(['openssl', 'dgst', '-sha256', '-verify', 'k.pem', '-signature', 's.bin', 't.txt'], capture_output=True, text=True).stdout)`;
    const text = `card-gateway audit head 1\nNAME\n${head.raId}\n${seq}\n${head.hash}\n${head.at}\n`;
    return spawnSync('python3', ['-c', program, head.certificate, head.signature, text]).stdout.toString();
  };
  t.match(check(head.seq), /Verified OK/, 'with openssl');
  t.notMatch(check(head.seq + 1), /Verified OK/);
});

await t.test('the check of the environment says so', async (t) => {
  const client = await site.staff(auditor);
  const found = await until(async () => {
    const { checks } = await client.request<WireEnvironment>('GET', '/api/environment');
    const check = checks.find(({ id }) => id === 'store.audit');
    return check?.state === 'ok' && check;
  });
  t.match(found.present.en, /rows are whole/);
});

await t.test('found and named', async (t) => {
  await site.gateway.stop();
  t.match(verified(), /^0 The audit log is whole: \d+ rows/);
  const kept = `${file}.kept`;
  copyFileSync(file, kept);
  const restore = () => copyFileSync(kept, file);
  tamper("UPDATE audit SET actor = 'nobody' WHERE seq = 2");
  t.match(verified(), /^1 .*From row 2 on: the row was changed/);
  restore();
  tamper('DELETE FROM audit WHERE seq = 2');
  t.match(verified(), /From row 2 on: rows are missing/);
  restore();
  tamper('DELETE FROM audit WHERE seq > 1', 'DELETE FROM audit_head');
  t.match(verified(), /From row 2 on: the end of the log was cut off \(shown by: \w/, 'by the RA alone');

  await site.restartGateway();
  const client = await site.staff(auditor);
  const found = await until(async () => {
    const { checks } = await client.request<WireEnvironment>('GET', '/api/environment');
    const check = checks.find(({ id }) => id === 'store.audit');
    return check?.state === 'failed' && check;
  });
  t.match(found.present.en, /From row \d+ on: /, 'a running gateway says so too');
  await site.gateway.stop();
  restore();
  rmSync(kept);
  await site.restartGateway();
});
